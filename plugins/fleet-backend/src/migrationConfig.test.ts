import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readMigrationConfig } from './migrationConfig';

const read = (migrations: unknown) =>
  readMigrationConfig(
    new ConfigReader({ fleet: { migrations } } as JsonObject),
  );
const good = {
  id: 'rpc',
  title: 'RPC to gRPC',
  template: 'rpc-to-grpc',
  owner: 'group:default/platform',
  start: '2026-01-05',
  target: '2026-12-18',
};

describe('the definitions in the configuration', () => {
  it('are none where it says nothing', () => {
    expect(readMigrationConfig(new ConfigReader({}))).toEqual({
      definitions: [],
      problems: [],
    });
  });

  it('can be written as the guide writes them', () => {
    const guide = readFileSync(
      join(
        resolvePackagePath('@landfall/backstage-plugin-fleet-backend'),
        '../../docs/migrations.md',
      ),
      'utf8',
    );
    const [example] = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map(([, text]) => parse(text))
      .filter(text => text.fleet?.migrations);
    const { definitions, problems } = readMigrationConfig(
      new ConfigReader(example),
    );
    expect(problems).toEqual([]);
    expect(definitions).toMatchObject([
      { id: 'helios-to-kubernetes', waves: [{ id: 'pilots' }, {}] },
    ]);
  });

  it.each<[unknown, RegExp]>([
    ['all of them', /fleet\.migrations must be a list/],
    [[good, { ...good, title: 'Again' }], /fleet\.migrations\[1\] is left out/],
    [
      [good, { ...good, id: 'x', target: '2025-01-01' }],
      /fleet\.migrations\[1\]/,
    ],
    [[good, 'rpc'], /fleet\.migrations\[1\]/],
  ])('are left out where they are wrong, and named: %j', (given, line) => {
    const { definitions, problems } = read(given);
    expect(definitions).toHaveLength(Array.isArray(given) ? 1 : 0);
    expect(problems[0].text).toMatch(line);
    expect(problems[0].fix).toMatch(/\w/);
  });
});
