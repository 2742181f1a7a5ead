import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { readFleetConfig } from '../../plugins/fleet-backend/src/config';
import { applyMigrations } from '../../plugins/fleet-backend/src/database/migrate';
import { deliveryOptions } from '../../plugins/fleet-backend/src/deliveryConfig';
import { syncCatalog } from '../../plugins/fleet-backend/src/directory/catalog';
import { createLedger } from '../../plugins/fleet-backend/src/ledger/ledger';
import type { Ledger } from '../../plugins/fleet-backend/src/ledger/types';
import { Projector } from '../../plugins/fleet-backend/src/projections/projector';
import { followDirectory } from '../../plugins/fleet-backend/src/projections/reattribute';

/** What records observations and derives the read models from them, as in a portal. */
export interface Deriving {
  ledger: Ledger;
  projector: Projector;
}

/** Makes a database ready for observations of the services of a catalog. */
export async function derivingFrom(options: {
  database: Knex;
  config: Config;
  entities: Entity[];
  clock: { now(): Instant };
  /** Whether what CI and incidents tell is derived as well. */
  delivery?: boolean;
}): Promise<Deriving> {
  const { database, clock, entities, delivery = false } = options;
  await applyMigrations(database);
  const ledger = createLedger({ database, clock });
  const { value: config } = readFleetConfig({
    config: options.config,
    sources: [],
  });
  const projector = new Projector({
    database,
    ledger,
    clock,
    logger: mockServices.rootLogger(),
    zone: config.timeZone,
    ...(delivery && { delivery: deliveryOptions(config.delivery, config) }),
  });
  await syncCatalog({
    demo: false,
    database,
    clock,
    config,
    catalog: catalogServiceMock({ entities }),
    auth: mockServices.auth(),
    stored: async (transaction, change) => {
      const now = clock.now();
      await followDirectory(transaction, { change, config, ledger, now });
    },
    committed: () => {},
  });
  return { ledger, projector };
}
