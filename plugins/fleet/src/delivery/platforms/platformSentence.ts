import type {
  MetricName,
  PlatformMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../../translation';
import { formatMetric } from '../metrics/formatMetric';
import { groupWhere } from './groupWords';

/** The metric that a colleague would name first. */
const FIRST: MetricName = 'lead_time';

/** "Over the last 30 days: 58 services on helios only, 110 services on kubernetes only. Lead time: median 3.1 d on helios, 5.2 h on kubernetes." */
export function platformSentence(
  t: FleetT,
  options: { groups: readonly PlatformMetrics[]; windowDays: number },
): string {
  const { groups, windowDays } = options;
  const where = t('platforms.sentence', {
    days: String(windowDays),
    list: groups
      .map(group =>
        t('platforms.servicesOf', {
          services: t('common.services', { count: group.services }),
          where: groupWhere(t, group),
        }),
      )
      .join(', '),
  });
  const medians = groups.flatMap(({ platform, distributions }) => {
    const found = distributions.find(one => one.metric === FIRST);
    if (platform === null || !found || found.median === null) return [];
    const value = formatMetric(t, found.median, found.unit);
    return [t('platforms.of', { value, platform })];
  });
  if (medians.length < 2) return where;
  const compared = t('platforms.median', {
    metric: t(`delivery.metric.${FIRST}`),
    list: medians.join(', '),
  });
  return `${where} ${compared}`;
}
