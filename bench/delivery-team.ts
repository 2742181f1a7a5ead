/** As `delivery-service`, for the distributions over the 40 services of a team. */
import { teamMetricsSchema } from '@landfall/backstage-plugin-fleet-common';
import { TEAM_SIZE } from './support/deliveredCompany';
import { deliveryBench, METRICS } from './support/timedDelivery';

export const bench = deliveryBench({
  name: 'delivery-team',
  path: METRICS.team,
  limit: 10,
  check(body) {
    const { distributions, rows } = teamMetricsSchema.parse(body);
    const leadTime = distributions.find(one => one.metric === 'lead_time');
    if (rows?.length !== TEAM_SIZE || leadTime?.n !== TEAM_SIZE) {
      throw new Error('The team does not show 40 services with a lead time');
    }
  },
});
