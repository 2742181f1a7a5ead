import type { Source, Scope } from '@landfall/backstage-plugin-fleet-node';
import { createSourceRegistry } from './registry';

const scope = (name: string): Scope => ({
  scope: name,
  mode: 'watch',
  intervalSeconds: 1,
  run: async () => {},
});
const source = (id: string, scopes: Scope[] = []): Source => ({
  id,
  title: id,
  observes: [],
  scopes,
});

describe('the registry of sources', () => {
  it('gives the sources in the order of being added', () => {
    const registry = createSourceRegistry();
    registry.addSource(source('b', [scope('x')]));
    registry.addSource(source('a', [scope('x')]));
    expect(registry.list().map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('refuses a second source with the same id', () => {
    const registry = createSourceRegistry();
    registry.addSource(source('a'));
    expect(() => registry.addSource(source('a'))).toThrow(
      "Two sources have the id 'a'",
    );
    expect(registry.list()).toHaveLength(1);
  });

  it('refuses a source with two scopes of one name', () => {
    const registry = createSourceRegistry();
    expect(() =>
      registry.addSource(source('a', [scope('x'), scope('x')])),
    ).toThrow("The source 'a' has two scopes 'x'");
    expect(registry.list()).toEqual([]);
  });
});
