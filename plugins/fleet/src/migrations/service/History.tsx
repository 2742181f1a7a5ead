import { Button } from '@backstage/ui';
import type {
  MigrationAct,
  StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { RiArrowDownCircleFill } from '@remixicon/react';
import { useState } from 'react';
import { Mark } from '../../components/Mark';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatMoment, formatSince } from '../../format/times';
import { sideWord, stageWord } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import { OutLink } from './OutLink';
import { PanelPart } from './PanelPart';
import styles from './MigrationPanel.module.css';

type Change = StandingDetail['changes'][number];
type Entry =
  | { id: string; at: string; change: Change }
  | { id: string; at: string; act: MigrationAct };

/** How many are listed before the others are opened. */
const SHOWN = 5;

/** What became known so much later than it happened is worth a word. */
const LATE_MS = 3_600_000;

/** Changes of the stage and what people did, newest first. */
export function History(props: { detail: StandingDetail; moment: number }) {
  const t = useT();
  const { detail, moment } = props;
  const [open, setOpen] = useState(false);
  const entries = entriesOf(detail);
  const asOf = detail.live ? undefined : moment;
  return (
    <PanelPart title={t('migration.history.title')}>
      {entries.length === 0 ? (
        <p className={`${styles.text} ${styles.quiet}`}>
          {t('migration.history.none')}
        </p>
      ) : (
        <ol className={styles.list}>
          {entries.slice(0, open ? undefined : SHOWN).map(entry => (
            <li key={entry.id} className={styles.line}>
              <RelativeTime
                at={entry.at}
                asOf={asOf}
                className={styles.quiet}
              />
              {'act' in entry ? (
                <ActLine act={entry.act} />
              ) : (
                <ChangeLine change={entry.change} moment={moment} />
              )}
            </li>
          ))}
        </ol>
      )}
      {entries.length > SHOWN && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={open}
            onPress={() => setOpen(!open)}
          >
            {open
              ? t('migration.history.fewer')
              : t('migration.history.all', { count: entries.length })}
          </Button>
        </div>
      )}
    </PanelPart>
  );
}

function ChangeLine({ change, moment }: { change: Change; moment: number }) {
  const t = useT();
  const text = t(`migration.history.${change.move}`, {
    place: placeWord(t, change),
  });
  const late = Date.parse(change.knownAt) - Date.parse(change.at) > LATE_MS;
  return (
    <>
      {change.move === 'fall_back' ? (
        <Mark
          tone="bad"
          icon={<RiArrowDownCircleFill size={16} />}
          word={text}
        />
      ) : (
        <span>{text}</span>
      )}
      {late && (
        <span className={styles.quiet}>
          {t('migration.history.knownAt', {
            at: formatSince(t, change.knownAt, moment),
          })}
        </span>
      )}
    </>
  );
}

function ActLine({ act }: { act: MigrationAct }) {
  const t = useT();
  const lasting =
    act.act === 'override' ||
    act.act === 'request_exemption' ||
    act.act === 'block' ||
    act.act === 'sign_off';
  return (
    <>
      <span className={styles.text}>
        {act.author.title}{' '}
        {t(`migration.history.act.${act.act}`, {
          stage: act.stage ? stageWord(t, act.stage) : t('common.none'),
        })}
        : “{act.reason}”
      </span>
      <span className={styles.quiet}>
        {[
          act.waitingFor
            ? t('migration.marks.waitingFor', { whom: act.waitingFor })
            : '',
          act.expiresAt
            ? t('migration.history.until', {
                until: formatMoment(t, act.expiresAt),
              })
            : '',
          lasting && !act.active ? t('migration.history.ended') : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <OutLink href={act.link}>{t('migration.marks.link')}</OutLink>
    </>
  );
}

function placeWord(t: FleetT, { stage, side }: Change): string {
  if (side) return sideWord(t, side);
  return stage ? stageWord(t, stage) : t('common.none');
}

function entriesOf({ changes, acts }: StandingDetail): Entry[] {
  return [
    ...changes.map((change, index) => ({
      id: `change ${change.knownAt} ${index}`,
      at: change.at,
      change,
    })),
    ...acts.map(act => ({ id: act.id, at: act.at, act })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
