import { Button } from '@backstage/ui';
import type { StandingDetail } from '@landfall/backstage-plugin-fleet-common';
import { useRef, useState } from 'react';
import { useT } from '../../components/useT';
import { ActDialog, type Intent } from './ActDialog';
import { intentsOf } from './intents';
import { useRights } from './useRights';
import { ValidationDialog } from './ValidationDialog';
import styles from './MigrationPanel.module.css';

/** What the viewer may do about a service in a migration; nothing while the past is shown. */
export function Acts({ detail }: { detail: StandingDetail }) {
  const t = useT();
  const { standing, migration } = detail;
  const rights = useRights(standing.service);
  const [open, setOpen] = useState<Intent | 'validation'>();
  const [saved, setSaved] = useState('');
  const status = useRef<HTMLParagraphElement>(null);

  if (!detail.live) return null;
  const intents = intentsOf(t, detail, rights);
  const reports =
    rights.report &&
    standing.stage !== 'retired' &&
    migration.validation.some(
      ({ rule }) => rule === 'load_test' || rule === 'stress_test',
    );
  const asked = standing.exemption;
  const own =
    rights.approve &&
    asked?.approved === false &&
    asked.author.ref === rights.viewer;
  const done = (title: string) => {
    setOpen(undefined);
    setSaved(t('migration.acts.done', { act: title }));
    // The button that opened the form may be gone now. After the dialog has given the focus back.
    setTimeout(() => status.current?.focus(), 0);
  };
  if (intents.length === 0 && !reports && !own) return null;
  return (
    <div className={styles.part}>
      {own && <p className={styles.text}>{t('migration.marks.own')}</p>}
      <div
        role="group"
        className={styles.line}
        aria-label={t('migration.acts.label', { title: migration.title })}
      >
        {intents.map(intent => (
          <Button
            key={intent.title}
            size="small"
            variant="secondary"
            onPress={() => setOpen(intent)}
          >
            {intent.title}
          </Button>
        ))}
        {reports && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setOpen('validation')}
          >
            {t('migration.acts.validate')}
          </Button>
        )}
      </div>
      <p ref={status} role="status" tabIndex={-1} className={styles.text}>
        {saved}
      </p>
      {open === 'validation' && (
        <ValidationDialog
          detail={detail}
          onClose={() => setOpen(undefined)}
          onDone={() => done(t('migration.acts.validate'))}
        />
      )}
      {open && open !== 'validation' && (
        <ActDialog
          intent={open}
          detail={detail}
          onClose={() => setOpen(undefined)}
          onDone={() => done(open.title)}
        />
      )}
    </div>
  );
}
