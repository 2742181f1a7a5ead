import { Link } from '@backstage/ui';
import type {
  MigrationList,
  MigrationSummary,
} from '@landfall/backstage-plugin-fleet-common';
import { DemoMark } from '../../components/DemoMark';
import { TeamLink } from '../../components/EntityLink';
import { Panel } from '../../components/Frame';
import { FreshnessBadge } from '../../components/FreshnessBadge';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { dayIn } from '../../format/calendar';
import { formatNumber } from '../../format/units';
import { migrationSentence } from '../../sentences/migration';
import { BurnUpSpark } from '../components/BurnUpSpark';
import { LADDER_FROM_TOP } from '../components/ladder';
import { LadderBar } from '../components/LadderBar';
import { DefinitionProblems } from '../components/Problems';
import { Shares } from '../components/Shares';
import { StageMark } from '../components/StageMark';
import { TargetDate } from '../components/TargetDate';
import { useMoment } from '../components/useMoment';
import styles from './MigrationsPage.module.css';

/** One migration in the list. */
export function MigrationCard(props: {
  summary: MigrationSummary;
  list: Pick<MigrationList, 'asOf' | 'live' | 'timeZone'>;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const { summary, list } = props;
  const moment = useMoment(list);
  const { migration, progress, burnUp, freshness } = summary;
  const at = list.live ? '' : `?at=${encodeURIComponent(list.asOf)}`;
  return (
    <Panel>
      <article aria-label={migration.title} className={styles.words}>
        <div className={styles.head}>
          <h3 className={styles.title}>
            <Link href={`${paths.migration(migration.id)}${at}`} standalone>
              {migration.title}
            </Link>
          </h3>
          <div className={styles.marks}>
            <DemoMark demo={migration.demo} />
            <FreshnessBadge freshness={freshness} />
          </div>
        </div>
        <div className={styles.body}>
          <div className={styles.words}>
            <p className={styles.sentence}>
              {migrationSentence(summary, { t, now: moment })}
            </p>
            <div className={styles.quiet}>
              <TargetDate
                summary={summary}
                today={dayIn(list.timeZone, moment)}
              />
              <Shares progress={progress} />
              <span>
                {t('migrations.head.owner')}{' '}
                <TeamLink
                  to={migration.owner.ref}
                  title={migration.owner.title}
                />
              </span>
            </div>
            <LadderBar stages={progress.stages} size="thick" />
            <Stages progress={progress} />
          </div>
          <BurnUpSpark points={burnUp} />
        </div>
        <DefinitionProblems
          title={t('migrations.list.problems')}
          problems={migration.problems}
        />
      </article>
    </Panel>
  );
}

function Stages({ progress }: Pick<MigrationSummary, 'progress'>) {
  const t = useT();
  return (
    <ul className={styles.stages}>
      {LADDER_FROM_TOP.filter(stage => progress.stages[stage] > 0).map(
        stage => (
          <li key={stage} className={styles.stage}>
            <StageMark stage={stage} />
            <span className={styles.count}>
              {formatNumber(t, progress.stages[stage])}
            </span>
          </li>
        ),
      )}
    </ul>
  );
}
