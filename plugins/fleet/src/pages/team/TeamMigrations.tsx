import { Link, Skeleton } from '@backstage/ui';
import type { TeamMigrations as Answered } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { useTeamMigrations } from '../../data/useFleetQuery';
import { formatDate } from '../../format/times';
import { formatNumber } from '../../format/units';
import { LADDER_FROM_TOP } from '../../migrations/components/ladder';
import { LadderBar } from '../../migrations/components/LadderBar';
import { joinSentences } from '../../sentences/freshness';
import { progressSentence, troubleSentence } from '../../sentences/migration';
import { stageWord } from '../../sentences/standing';
import { NextForYou } from './NextForYou';
import styles from './TeamMigrations.module.css';

type Item = Answered['items'][number];

/** How far a team's services are in every migration, and what they still have to do; nothing where they are in none. */
export function TeamMigrations({ teamRef }: { teamRef: string }) {
  const t = useT();
  const answer = useTeamMigrations(teamRef);
  return (
    <AnswerView
      answer={answer}
      waiting={t('migration.team.waiting')}
      skeleton={<Skeleton width="min(640px, 90%)" height={24} />}
    >
      {({ items }) =>
        items.length === 0 ? null : (
          <Section title={t('migration.team.title')}>
            <Panel>
              <div className={styles.all}>
                {items.map(item => (
                  <Progress
                    key={item.migration.id}
                    item={item}
                    teamRef={teamRef}
                  />
                ))}
                <NextForYou items={items} teamRef={teamRef} />
              </div>
            </Panel>
          </Section>
        )
      }
    </AnswerView>
  );
}

function Progress({ item, teamRef }: { item: Item; teamRef: string }) {
  const t = useT();
  const paths = useFleetPaths();
  const { migration, progress } = item;
  const review = `${paths.migration(migration.id)}?team=${encodeURIComponent(
    teamRef,
  )}`;
  return (
    <div className={styles.progress}>
      <p className={styles.line}>
        <Link href={review} weight="bold">
          {migration.title}
        </Link>
        <span>
          {joinSentences(
            progressSentence(t, item),
            item.open > 0
              ? t('migration.team.left', {
                  count: item.open,
                  date: formatDate(t, migration.target),
                })
              : '',
            troubleSentence(t, progress),
          )}
        </span>
      </p>
      <LadderBar stages={progress.stages} size="thick" />
      <p className={styles.counts}>
        {LADDER_FROM_TOP.filter(stage => progress.stages[stage] > 0).map(
          stage => (
            <Hint
              key={stage}
              text={t(`migrations.stageHint.${stage}`)}
              underline
            >
              {t('migration.team.stage', {
                number: formatNumber(t, progress.stages[stage]),
                stage: stageWord(t, stage),
              })}
            </Hint>
          ),
        )}
      </p>
    </div>
  );
}
