import { Skeleton } from '@backstage/ui';
import { AnswerView } from '../../components/AnswerView';
import { useT } from '../../components/useT';
import { useTeamMetrics } from '../../data/useFleetQuery';
import { useWindow } from '../../url/useWindow';
import { TeamDelivery } from './TeamDelivery';

/** How the services of a team deliver in the window of the page. */
export function TeamDeliverySection({ teamRef }: { teamRef: string }) {
  const t = useT();
  const [window] = useWindow();
  const answer = useTeamMetrics(teamRef, { window });
  return (
    <AnswerView
      answer={answer}
      waiting={t('delivery.team.waiting')}
      skeleton={<Skeleton width="100%" height={170} />}
    >
      {metrics => <TeamDelivery metrics={metrics} />}
    </AnswerView>
  );
}
