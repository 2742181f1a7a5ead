import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { moduleUnderTest } from '@landfall/backstage-plugin-fleet-node/testUtils';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landfall-'));
    await writeFile(join(folder, 'not-a-certificate'), 'hello');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const start = async (helios: object | undefined) => {
    const { sources, extensionPoints, features } = moduleUnderTest(module);
    const logger = mockServices.logger.mock();
    const backend = await startTestBackend({
      extensionPoints,
      features: [
        ...features,
        logger.factory,
        mockServices.rootConfig.factory({ data: { fleet: { helios } } }),
      ],
    });
    await backend.stop();
    return {
      sources,
      logged: logger.error.mock.calls.map(([text]) => text),
    };
  };

  it('adds nothing where no master is configured', async () => {
    expect((await start(undefined)).sources).toEqual([]);
  });

  it('starts whatever the configuration says, and names each line to change', async () => {
    const url = 'https://helios.example';
    const {
      sources: [source],
      logged,
    } = await start({
      masters: [
        { name: 'good', url, intervalSeconds: 15 },
        { name: 'no-url' },
        { name: 'no-ca', url, caFile: join(folder, 'gone') },
        { name: 'odd-ca', url, caFile: join(folder, 'not-a-certificate') },
      ],
    });
    expect(source.id).toBe('helios');
    expect(source.observes).toEqual([
      'presence',
      'rollout',
      'operation',
      'host',
    ]);
    // What a file may yet mend is tried again; what only configuration can mend is left out.
    expect(
      source.scopes.map(({ scope, mode, intervalSeconds }) => [
        scope,
        mode,
        intervalSeconds,
      ]),
    ).toEqual([
      ['good', 'poll', 15],
      ['no-ca', 'poll', 30],
      ['odd-ca', 'poll', 30],
    ]);
    expect(logged).toEqual([
      expect.stringContaining('Add fleet.helios.masters[1].url'),
      expect.stringMatching(
        /no-ca .*ENOENT.*Change fleet\.helios\.masters\[2\]\.caFile/,
      ),
      expect.stringContaining('Change fleet.helios.masters[3].caFile'),
    ]);
    // The sources page hears of a file from the poll itself, once, and no longer than it holds.
    expect(source.problems).toHaveLength(1);
  });
});
