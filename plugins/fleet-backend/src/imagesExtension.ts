import type { FleetImagesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { wantedImages } from './projections/wantedImages';

/** What modules ask for images, once there is a database. */
export function createImagesExtension(): {
  extension: FleetImagesExtensionPoint;
  open(database: Knex): void;
} {
  let opened: Knex | undefined;
  return {
    extension: {
      async wanted(query) {
        if (!opened) {
          throw new Error('The portal is starting: ask when a source runs');
        }
        return wantedImages(opened, query);
      },
    },
    open(database) {
      opened = database;
    },
  };
}
