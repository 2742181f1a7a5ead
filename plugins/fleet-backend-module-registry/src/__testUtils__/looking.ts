import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  originOfImage,
  type FleetImagesExtensionPoint,
  type Look,
} from '@landfall/backstage-plugin-fleet-node';
import type { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import { readRegistriesConfig } from '../config/config';
import type { RegistryConfig } from '../config/types';
import { createRegistrySource } from '../source';

/** The registry of a configuration that has nothing wrong with it. */
export function registryOf(entry: JsonObject): RegistryConfig {
  const { registries, problems } = readRegistriesConfig(
    new ConfigReader({ fleet: { registry: { registries: [entry] } } }),
  );
  const wrong = problems.filter(({ text }) => !text.includes('unencrypted'));
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
  return registries[0];
}

/** What is wanted of some images, as the plugin tells it: not what is told, nor what was lately tried. */
export function wantedOf(
  images: readonly { repository: string; digest: string }[],
  ledger: MemoryLedger,
): FleetImagesExtensionPoint {
  return {
    wanted: async ({ accepts, triedBefore, limit }) => {
      const places = new Map<string, string[]>();
      for (const { repository, digest } of images) {
        const told = ledger.versions.get(digest)?.at(-1);
        const isTold =
          told !== undefined && (told.ended || told.version >= triedBefore);
        if (!isTold && accepts(repository) && places.size < limit) {
          places.set(digest, [...(places.get(digest) ?? []), repository]);
        }
      }
      return [...places].map(([digest, repositories]) => ({
        ...{ digest, repositories },
      }));
    },
  };
}

/** One look of the source. */
export async function lookOnce(options: {
  registry: RegistryConfig;
  images: FleetImagesExtensionPoint;
  ledger: MemoryLedger;
}): Promise<Look> {
  const { registry, images, ledger } = options;
  const source = createRegistrySource(
    { registries: [registry], problems: [] },
    images,
  );
  const [scope] = source.scopes;
  if (scope.mode !== 'poll') throw new Error('It is a poll');
  return scope.run(
    ledger.context({
      signal: new AbortController().signal,
      logger: mockServices.logger.mock(),
    }),
  );
}

/** What was told, by digest. */
export function toldBy(ledger: MemoryLedger) {
  return Object.fromEntries(
    ledger.newest('image').map(one => {
      expect(one.origin).toBe(originOfImage(one.key));
      return [one.key, one.body];
    }),
  );
}
