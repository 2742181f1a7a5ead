import { Link, ToggleButton } from '@backstage/ui';
import type {
  MetricDistribution,
  MetricName,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { Panel, Section } from '../../components/Frame';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import { useMetricTable } from '../../url/useMetricTable';
import { TeamChange } from '../change/ChangeDetail';
import { DistributionLine } from './DistributionLine';
import { DistributionPart } from './DistributionPart';
import { DistributionTable } from './DistributionTable';
import styles from './TeamDelivery.module.css';

/** The four that one looks at first. */
const FIRST: MetricName[] = [
  'lead_time',
  'deployment_frequency',
  'time_to_resolution',
  'pages',
];

/** Whether what was delivered holds. */
const STABILITY: MetricName[] = [
  'change_fail_rate',
  'recovery_time',
  'rework_rate',
];

/** How the services of a team deliver: every number as it lies over the services, never as one mean of all. */
export function TeamDelivery({ metrics }: { metrics: TeamMetrics }) {
  const t = useT();
  const table = useMetricTable();
  const paths = useFleetPaths();
  const { distributions, windowDays } = metrics;
  const opened = distributions.find(one => one.metric === table.open);
  const further = distributions.filter(
    one => ![...FIRST, ...STABILITY].includes(one.metric),
  );
  return (
    <Section
      title={t('delivery.strip.title')}
      aside={
        <>
          <span>
            {t('delivery.strip.period', { days: String(windowDays) })}
          </span>
          <Link
            href={paths.deployments({ team: metrics.team })}
            variant="body-small"
          >
            {t('delivery.strip.deployments')}
          </Link>
          <ToMend metrics={metrics} />
          <Link href={paths.measures} variant="body-small">
            {t('measures.link')}
          </Link>
        </>
      }
    >
      <Panel>
        <div className={styles.strip}>
          {select(distributions, FIRST).map(one => (
            <DistributionPart
              key={one.metric}
              distribution={one}
              metrics={metrics}
            >
              {one.metric === 'pages' && <LoadInAll metrics={metrics} />}
            </DistributionPart>
          ))}
        </div>
        <div className={styles.lines}>
          {select(distributions, STABILITY).map(one => (
            <DistributionLine
              key={one.metric}
              distribution={one}
              metrics={metrics}
            />
          ))}
        </div>
        {further.length > 0 && (
          <ToggleButton
            size="small"
            className={styles.toggle}
            isSelected={table.further}
            onChange={table.setFurther}
          >
            {t('delivery.strip.more')}
          </ToggleButton>
        )}
        {table.further && (
          <div className={styles.lines}>
            {further.map(one => (
              <DistributionLine
                key={one.metric}
                distribution={one}
                metrics={metrics}
              />
            ))}
          </div>
        )}
      </Panel>
      {opened && (
        <>
          <Panel>
            <TeamChange
              teamRef={metrics.team}
              metric={opened.metric}
              timeZone={metrics.timeZone}
            />
          </Panel>
          <DistributionTable distribution={opened} windowDays={windowDays} />
        </>
      )}
    </Section>
  );
}

function select(all: MetricDistribution[], names: MetricName[]) {
  return names.flatMap(name => all.find(one => one.metric === name) ?? []);
}

/** Leads to what keeps numbers of this team from being known. */
function ToMend({ metrics }: { metrics: TeamMetrics }) {
  const t = useT();
  const paths = useFleetPaths();
  if (metrics.quality === 0) return null;
  return (
    <Link href={paths.quality({ team: metrics.team })} variant="body-small">
      {t('delivery.strip.quality', { count: metrics.quality })}
    </Link>
  );
}

/** Pages add up, other than medians and shares: how many there were in all, and how many of them at night. */
function LoadInAll({ metrics }: { metrics: TeamMetrics }) {
  const t = useT();
  const sumOf = (name: MetricName) => {
    const one = metrics.distributions.find(found => found.metric === name);
    // Of a company only a part of the dots is told, and a part of a sum would be wrong.
    return one && one.n > 0 && one.values.length === one.n
      ? one.values.reduce((sum, { value }) => sum + value, 0)
      : undefined;
  };
  const all = sumOf('pages');
  const night = sumOf('pages_at_night');
  if (all === undefined) return null;
  return (
    <>
      {t('delivery.strip.sum', { value: formatNumber(t, all) })}
      {night !== undefined &&
        `, ${t('delivery.strip.atNight', { value: formatNumber(t, night) })}`}
      {' · '}
    </>
  );
}
