import type {
  MetricDistribution,
  MetricName,
  PlatformMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { ChangeMark } from '../metrics/ChangeMark';
import { MetricHint } from '../metrics/MetricHint';
import { formatMetric } from '../metrics/formatMetric';
import { MetricMissing } from '../metrics/MetricMissing';
import { HowMany } from '../team/HowMany';
import { mainReason } from '../team/missingReasons';
import { BoxStrip } from './BoxStrip';
import { groupHint, groupKey, groupName, groupWhere } from './groupWords';
import { axisEnd } from './strip';
import styles from './PlatformFigure.module.css';

/** One metric of the services on each platform, one above the other on the same axis. */
export function PlatformFigure(props: {
  metric: MetricName;
  groups: readonly PlatformMetrics[];
  windowDays: number;
}) {
  const t = useT();
  const { metric, groups, windowDays } = props;
  const lines = groups.flatMap(group =>
    group.distributions
      .filter(one => one.metric === metric)
      .map(distribution => ({ group, distribution })),
  );
  const end = axisEnd(lines.map(({ distribution }) => distribution));
  const unit = lines[0]?.distribution.unit;
  const isKnown = lines.some(({ distribution }) => distribution.n > 0);
  return (
    <div className={styles.figure}>
      <h4 className={styles.title}>
        <MetricHint metric={metric}>
          {metric === 'pages'
            ? t('delivery.strip.load')
            : t(`delivery.metric.${metric}`)}
        </MetricHint>
      </h4>
      <ul className={styles.lines}>
        {lines.map(({ group, distribution }) => (
          <li key={groupKey(group)} className={styles.line}>
            <div className={styles.head}>
              <span className={styles.name}>
                <Hint text={groupHint(t, group)} underline>
                  {groupName(t, group)}
                </Hint>
              </span>
              <Median distribution={distribution} windowDays={windowDays} />
            </div>
            <div className={styles.strip}>
              <div>
                <BoxStrip
                  distribution={distribution}
                  where={groupWhere(t, group)}
                  end={end}
                />
              </div>
              <span className={styles.many}>
                <HowMany
                  distribution={distribution}
                  services={group.services}
                />
              </span>
            </div>
          </li>
        ))}
      </ul>
      {isKnown && unit !== undefined && (
        <div className={styles.strip} aria-hidden="true">
          <div className={styles.axis}>
            <span>{t('platforms.from')}</span>
            <span>{formatMetric(t, end, unit)}</span>
          </div>
        </div>
      )}
    </div>
  );
}

function Median({
  distribution,
  windowDays,
}: {
  distribution: MetricDistribution;
  windowDays: number;
}) {
  const t = useT();
  const { metric, unit, median, previousMedian } = distribution;
  if (median === null) {
    return <MetricMissing reason={mainReason(distribution)} />;
  }
  return (
    <span className={styles.median}>
      <span className={styles.value}>{formatMetric(t, median, unit)}</span>
      <ChangeMark
        metric={metric}
        unit={unit}
        value={median}
        previous={previousMedian}
        windowDays={windowDays}
      />
    </span>
  );
}
