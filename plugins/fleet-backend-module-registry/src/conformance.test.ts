import { sourceConformance } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { registryOf } from './__testUtils__/looking';
import { RegistryStandIn } from './__testUtils__/standIn';
import { createRegistrySource } from './source';

const NOW = Date.parse('2026-11-29T12:00:00Z');

/** A registry tells nothing by itself, and a digest names one content for ever: what happens is that images are pushed and run. */
describe('the source', () => {
  const checks = sourceConformance(async () => {
    const registry = new RegistryStandIn();
    const url = await registry.start();
    const run = new Set<string>();
    // What was told is asked for again, as where the ledger was lost.
    const images = {
      wanted: async () =>
        [...run].map(digest => ({ digest, repositories: ['shop/cart'] })),
    };
    return {
      createSource: () =>
        createRegistrySource(
          {
            registries: [registryOf({ host: 'registry.example', url })],
            problems: [],
          },
          images,
        ),
      deliver: async () => {},
      facts: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(letter => ({
        happen: () => {
          run.add(
            registry.image('shop/cart', {
              'org.opencontainers.image.revision': letter.repeat(40),
            }),
          );
        },
        messages: [],
      })),
      malformed: [],
      huge: [],
      now: NOW,
      close: () => registry.stop(),
    };
  });
  it.each(checks)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
