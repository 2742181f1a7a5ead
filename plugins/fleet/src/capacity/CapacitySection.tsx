import type {
  ServiceCapacity,
  ServiceMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { Panel, Section } from '../components/Frame';
import { Hint } from '../components/Hint';
import { useT } from '../components/useT';
import { CapacityTable } from './CapacityTable';

/** What a service has of processors and what it uses; nothing where it runs nowhere, or a portal does not tell. */
export function CapacitySection({ metrics }: { metrics: ServiceMetrics }) {
  const t = useT();
  const { capacity = [], windowDays } = metrics;
  if (capacity.length === 0) return null;
  return (
    <Section
      title={
        <Hint text={t('capacity.hint')} underline>
          {t('capacity.title')}
        </Hint>
      }
      aside={<span>{t('capacity.period', { days: String(windowDays) })}</span>}
    >
      {capacity.some(isTold) ? (
        <Panel flush>
          <CapacityTable capacity={capacity} windowDays={windowDays} />
        </Panel>
      ) : (
        <Panel>
          <p>{t('capacity.nothing')}</p>
        </Panel>
      )}
    </Section>
  );
}

function isTold({ hours, requestsPerSecond }: ServiceCapacity): boolean {
  return hours > 0 || requestsPerSecond.value !== null;
}
