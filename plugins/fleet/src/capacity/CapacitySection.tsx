import { ToggleButton } from '@backstage/ui';
import type {
  ServiceCapacity,
  ServiceMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { Panel, Section } from '../components/Frame';
import { Hint } from '../components/Hint';
import { useT } from '../components/useT';
import { useAsTable } from '../url/useAsTable';
import { CapacityDaysTable } from './CapacityDaysTable';
import { CapacityTable } from './CapacityTable';
import styles from './CapacityTable.module.css';

/** What a service has of processors and what it uses; nothing where it runs nowhere, or a portal does not tell. */
export function CapacitySection({ metrics }: { metrics: ServiceMetrics }) {
  const t = useT();
  const [asTable, setAsTable] = useAsTable('days');
  const { capacity = [], windowDays } = metrics;
  if (capacity.length === 0) return null;
  return (
    <Section
      title={
        <Hint text={t('capacity.hint')} underline>
          {t('capacity.title')}
        </Hint>
      }
      aside={
        <>
          <span>{t('capacity.period', { days: String(windowDays) })}</span>
          {capacity.some(({ days }) => days.length > 0) && (
            <ToggleButton
              size="small"
              isSelected={asTable}
              onChange={setAsTable}
            >
              {t('capacity.asTable')}
            </ToggleButton>
          )}
        </>
      }
    >
      {capacity.some(isTold) ? (
        <Panel flush>
          <CapacityTable capacity={capacity} windowDays={windowDays} />
          {asTable && (
            <div className={styles.days}>
              <CapacityDaysTable capacity={capacity} />
            </div>
          )}
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
