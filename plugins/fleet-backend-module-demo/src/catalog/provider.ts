import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { Company } from '../company/types';
import { companyEntities } from './entities';

/** Gives the catalog the made-up company. The catalog drops it again when this provider is gone. */
export class DemoCompanyProvider implements EntityProvider {
  readonly #company: Company;

  constructor(options: { company: Company }) {
    this.#company = options.company;
  }

  getProviderName(): string {
    return 'landfall-demo';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    await connection.applyMutation({
      type: 'full',
      entities: companyEntities(this.#company).map(entity => ({
        entity,
        locationKey: this.getProviderName(),
      })),
    });
  }
}
