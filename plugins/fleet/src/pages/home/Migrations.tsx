import { Link } from '@backstage/ui';
import type {
  MigrationList,
  MigrationSummary,
} from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { Panel, Section } from '../../components/Frame';
import { useFleetPaths } from '../../components/paths';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useMigrations } from '../../data/useFleetQuery';
import { BurnUpSpark } from '../../migrations/components/BurnUpSpark';
import { LadderBar } from '../../migrations/components/LadderBar';
import { useMoment } from '../../migrations/components/useMoment';
import { migrationSentence } from '../../sentences/migration';
import styles from './Migrations.module.css';

/** Every migration in a sentence, with how far it is and how it got there; nothing where there is none. */
export function Migrations() {
  const t = useT();
  const paths = useFleetPaths();
  const answer = useMigrations({});
  return (
    <AnswerView
      answer={answer}
      waiting={t('migrations.waiting.list')}
      skeleton={<TableSkeleton rows={2} />}
    >
      {list =>
        list.items.length === 0 ? null : (
          <Section
            title={t('migrations.list.title')}
            aside={
              <Link href={paths.migrations} variant="body-small">
                {t('team.home.migrationsAll', { count: list.items.length })}
              </Link>
            }
          >
            <Panel>
              <ul className={styles.list}>
                {list.items.map(summary => (
                  <Migration
                    key={summary.migration.id}
                    summary={summary}
                    list={list}
                  />
                ))}
              </ul>
            </Panel>
          </Section>
        )
      }
    </AnswerView>
  );
}

function Migration(props: {
  summary: MigrationSummary;
  list: Pick<MigrationList, 'asOf' | 'live'>;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const now = useMoment(props.list);
  const { migration, progress, burnUp } = props.summary;
  return (
    <li className={styles.migration}>
      <div className={styles.words}>
        <h3 className={styles.title}>
          <Link href={paths.migration(migration.id)} standalone>
            {migration.title}
          </Link>
        </h3>
        <p className={styles.sentence}>
          {migrationSentence(props.summary, { t, now })}
        </p>
        <LadderBar stages={progress.stages} />
      </div>
      <BurnUpSpark points={burnUp} />
    </li>
  );
}
