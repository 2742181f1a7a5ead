/** As `delivery-service`, for the distributions over all 2,000 services. */
import { companyMetricsSchema } from '@landfall/backstage-plugin-fleet-common';
import { SERVICES } from './support/deliveredCompany';
import { deliveryBench, METRICS } from './support/timedDelivery';

export const bench = deliveryBench({
  name: 'delivery-company',
  path: METRICS.company,
  limit: 30,
  check(body) {
    const {
      byPlatform = [],
      distributions,
      services,
    } = companyMetricsSchema.parse(body);
    const inGroups = byPlatform.reduce((sum, one) => sum + one.services, 0);
    const leadTime = distributions.find(one => one.metric === 'lead_time');
    if (services !== SERVICES || leadTime?.n !== SERVICES) {
      throw new Error('The company does not show 2,000 services');
    }
    if (inGroups !== SERVICES) {
      throw new Error('The services on each platform do not add up');
    }
  },
});
