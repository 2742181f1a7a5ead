import { join } from 'node:path';
import { ROOT } from '../paths';
import { readTrialServices } from './services';

describe('the services of the trial', () => {
  it('are a dozen, of three teams', async () => {
    const services = await readTrialServices(
      join(ROOT, 'examples/trial/entities.yaml'),
    );
    expect(services).toHaveLength(12);
    expect(new Set(services.map(({ team }) => team))).toEqual(
      new Set(['storefront', 'checkout', 'fulfilment']),
    );
  });
});
