import type {
  FleetImagesExtensionPoint,
  Source,
} from '@landfall/backstage-plugin-fleet-node';
import type { RegistriesConfig } from './config/types';
import { lookAt } from './look/look';

const ID = 'registry';
/** A look may have to catch up; each of its requests has a limit of its own. */
const LOOK_LIMIT_SECONDS = 300;

/** The source of the configured registries. */
export function createRegistrySource(
  { registries, problems }: RegistriesConfig,
  images: FleetImagesExtensionPoint,
): Source {
  return {
    id: ID,
    title: 'Image registries',
    observes: ['image'],
    problems,
    scopes: registries.map(registry => ({
      mode: 'poll',
      scope: registry.host,
      intervalSeconds: registry.intervalSeconds,
      timeoutSeconds: LOOK_LIMIT_SECONDS,
      run: context => lookAt({ source: ID, registry, images, context }),
    })),
  };
}
