/** Choices about delivery for tests. */
import { defaultDeliveryOptions, type DeliveryOptions } from './options';

/** What the definitions choose, where CI's environment of the name `production` is production. */
export function ciInProduction(): DeliveryOptions {
  return {
    ...defaultDeliveryOptions('UTC'),
    environmentOfCi: ({ environment }) =>
      environment === 'production'
        ? { name: 'production', production: true }
        : { name: null, production: false },
  };
}
