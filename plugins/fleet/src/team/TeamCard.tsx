import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Card, CardBody, CardHeader, Link, Skeleton } from '@backstage/ui';
import type { TeamDashboard } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../components/AnswerView';
import { DemoMark } from '../components/DemoMark';
import { InZone } from '../components/InZone';
import { FreshnessBadge } from '../components/FreshnessBadge';
import { useFleetPaths } from '../components/paths';
import { readinessTone } from '../components/marks';
import { StackBar } from '../components/StackBar';
import { useT } from '../components/useT';
import { useTeam } from '../data/useFleetQuery';
import { useNow } from '../format/now';
import { readinessSchema } from '@landfall/backstage-plugin-fleet-common';
import { NoServices } from '../pages/team/NoServices';
import { teamSentence } from '../sentences/team';
import styles from '../service/ServiceCard.module.css';

/** What a team's services need, for its overview in the catalog; leads to its dashboard. */
export function TeamCard() {
  const t = useT();
  const paths = useFleetPaths();
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity).toLocaleLowerCase('en-US');
  const answer = useTeam(ref, { limit: 5 });
  return (
    <Card>
      <CardHeader>
        <div className={styles.head}>
          <h3 className={styles.title}>{t('team.card.title')}</h3>
          <Link href={paths.team(ref)} variant="body-small">
            {t('team.card.open')}
          </Link>
        </div>
      </CardHeader>
      <CardBody>
        <AnswerView
          answer={answer}
          waiting={t('states.waiting.team')}
          skeleton={<Skeleton width="90%" height={48} />}
        >
          {dashboard => (
            <InZone
              display={dashboard.displayTimeZone ?? dashboard.timeZone}
              portal={dashboard.timeZone}
            >
              <Summary dashboard={dashboard} />
            </InZone>
          )}
        </AnswerView>
      </CardBody>
    </Card>
  );
}

function Summary({ dashboard }: { dashboard: TeamDashboard }) {
  const t = useT();
  const now = useNow(10_000);
  const { summary, services, team, freshness } = dashboard;
  if (summary.services === 0) return <NoServices team={team} />;
  return (
    <>
      <p className={styles.sentence}>
        {teamSentence({ t, dashboard, urgent: services.items, now })}
      </p>
      <StackBar
        parts={readinessSchema.options.map(one => ({
          id: one,
          value: summary.readiness[one],
          tone: readinessTone(one),
        }))}
      />
      <div className={styles.foot}>
        <FreshnessBadge freshness={freshness} />
        <DemoMark demo={freshness.demo} />
      </div>
    </>
  );
}
