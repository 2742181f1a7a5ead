import { Link, ToggleButton } from '@backstage/ui';
import type { ServiceMetrics as Metrics } from '@landfall/backstage-plugin-fleet-common';
import { RiInboxLine } from '@remixicon/react';
import { Panel, Section } from '../../components/Frame';
import { useFleetPaths } from '../../components/paths';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';
import { useAsTable } from '../../url/useAsTable';
import { OutLink } from '../../migrations/service/OutLink';
import { useChangedMetric } from '../../url/useChangedMetric';
import { ServiceChange } from '../change/ChangeDetail';
import { MetricsTable } from './MetricsTable';
import { WeeksTable } from './WeeksTable';
import styles from './ServiceMetrics.module.css';

/** The metrics of a service with their weeks, as a picture and as a table. */
export function ServiceMetrics({ metrics }: { metrics: Metrics }) {
  const t = useT();
  const paths = useFleetPaths();
  const changed = useChangedMetric();
  const [asTable, setAsTable] = useAsTable('weeks');
  return (
    <Section
      title={t('delivery.service.title')}
      aside={
        <>
          <span>
            {t('delivery.strip.period', { days: String(metrics.windowDays) })}
          </span>
          <span>{t('delivery.service.zone', { zone: metrics.timeZone })}</span>
          {metrics.bands && (
            <OutLink href={metrics.bands.link}>
              {t('delivery.service.bands', { title: metrics.bands.title })}
            </OutLink>
          )}
          {metrics.quality > 0 && (
            <Link
              href={paths.quality({ service: metrics.service })}
              variant="body-small"
            >
              {t('delivery.service.quality', { count: metrics.quality })}
            </Link>
          )}
          <Link href={paths.measures} variant="body-small">
            {t('measures.link')}
          </Link>
          <ToggleButton size="small" isSelected={asTable} onChange={setAsTable}>
            {t('delivery.service.asTable')}
          </ToggleButton>
        </>
      }
    >
      {metrics.metrics.length === 0 ? (
        <StateBox icon={<RiInboxLine />} title={t('delivery.service.none')} />
      ) : (
        <Panel flush>
          <MetricsTable metrics={metrics} />
          {changed.open && (
            <ServiceChange
              serviceRef={metrics.service}
              metric={changed.open}
              timeZone={metrics.timeZone}
            />
          )}
          {asTable && (
            <div className={styles.weeks}>
              <WeeksTable metrics={metrics} />
            </div>
          )}
        </Panel>
      )}
    </Section>
  );
}
