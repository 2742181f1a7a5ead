import { Button, Link } from '@backstage/ui';
import type {
  Standing,
  TeamMigrations,
} from '@landfall/backstage-plugin-fleet-common';
import { RiAlarmWarningFill } from '@remixicon/react';
import { useState } from 'react';
import { Hint } from '../../components/Hint';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { useNow } from '../../format/now';
import { PlaceMark } from '../../migrations/components/StageMark';
import { panelAnchor } from '../../migrations/service/panelAnchor';
import { sharePhrase } from '../../migrations/service/sharePhrase';
import { nextStepPhrase } from '../../sentences/standing';
import { mostUrgentFirst, urgencyPhrase } from './urgency';
import styles from './TeamMigrations.module.css';

type Item = TeamMigrations['items'][number];

/** How many are listed before the others are opened. */
const SHOWN = 6;

/** What a team still has to do, most urgent first; each leads to the service's panel. */
export function NextForYou(props: { items: Item[]; teamRef: string }) {
  const t = useT();
  const paths = useFleetPaths();
  const { items, teamRef } = props;
  const [open, setOpen] = useState(false);
  const tasks = mostUrgentFirst(items);
  if (items.every(item => item.open === 0)) {
    return <p className={styles.line}>{t('migration.team.nothing')}</p>;
  }
  return (
    <section className={styles.progress}>
      <h4 className={styles.title}>
        <Hint text={t('migration.team.nextHint')} underline>
          {t('migration.team.next')}
        </Hint>
      </h4>
      <ul className={styles.tasks} aria-label={t('migration.team.next')}>
        {tasks.slice(0, open ? undefined : SHOWN).map(({ item, standing }) => (
          <li
            key={`${standing.migration} ${standing.service}`}
            className={styles.task}
          >
            <Task
              standing={standing}
              migration={items.length > 1 ? item.migration.title : undefined}
            />
          </li>
        ))}
      </ul>
      <p className={styles.line}>
        {tasks.length > SHOWN && (
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={open}
            onPress={() => setOpen(!open)}
          >
            {open
              ? t('migration.team.fewer')
              : t('migration.team.all', { count: tasks.length })}
          </Button>
        )}
        {items
          .filter(item => item.open > item.next.length)
          .map(({ migration, open: count, next }) => (
            <Link
              key={migration.id}
              href={`${paths.migration(migration.id)}?team=${encodeURIComponent(
                teamRef,
              )}`}
            >
              {t('migration.team.more', { count: count - next.length })}
            </Link>
          ))}
      </p>
    </section>
  );
}

function Task(props: {
  standing: Standing;
  /** Named where there are several. */
  migration: string | undefined;
}) {
  const t = useT();
  const now = useNow(10_000);
  const paths = useFleetPaths();
  const { standing, migration } = props;
  const { share, next } = standing;
  const why = urgencyPhrase(standing, { t, now });
  return (
    <>
      <span className={styles.service}>
        {why && (
          <RiAlarmWarningFill
            size={16}
            className={styles.urgent}
            aria-hidden="true"
          />
        )}
        <Link
          href={`${paths.service(standing.service)}#${panelAnchor(
            standing.migration,
          )}`}
          standalone
          className={styles.name}
          title={standing.title}
        >
          {standing.title}
        </Link>
      </span>
      <span className={styles.stage}>
        <PlaceMark place={standing} />
        {share !== null && share < 1 && (
          <span className={styles.quiet}>{sharePhrase(t, standing)}</span>
        )}
      </span>
      <span className={styles.text}>
        {next.length > 0 ? nextStepPhrase(t, next[0]) : ''}
        {migration && <span className={styles.quiet}> · {migration}</span>}
      </span>
      <span className={`${styles.text} ${styles.why}`}>{why}</span>
    </>
  );
}
