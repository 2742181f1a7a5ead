import { CapacitySection } from '../../capacity/CapacitySection';
import { Anchored } from '../../components/Anchored';
import { AnswerView } from '../../components/AnswerView';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useServiceMetrics } from '../../data/useFleetQuery';
import { useWindow } from '../../url/useWindow';
import { METRICS_ANCHOR } from '../metrics/evidencePath';
import { ServiceMetrics } from './ServiceMetrics';

/** How a service delivers in the window of the page, and what it has for that. */
export function ServiceMetricsSection({ serviceRef }: { serviceRef: string }) {
  const t = useT();
  const [window] = useWindow();
  const answer = useServiceMetrics(serviceRef, { window });
  return (
    <AnswerView
      answer={answer}
      waiting={t('delivery.service.waiting')}
      skeleton={<TableSkeleton rows={8} />}
    >
      {metrics => (
        <>
          <Anchored id={METRICS_ANCHOR}>
            <ServiceMetrics metrics={metrics} />
          </Anchored>
          <CapacitySection metrics={metrics} />
        </>
      )}
    </AnswerView>
  );
}
