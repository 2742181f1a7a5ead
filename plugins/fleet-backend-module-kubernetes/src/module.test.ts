import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  fleetSourcesExtensionPoint,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import module from '.';

jest.setTimeout(60_000);

describe('the module', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'landfall-'));
    await writeFile(join(folder, 'not-a-certificate'), 'hello');
    await writeFile(join(folder, 'token'), 'made-up-token\n');
    await writeFile(
      join(folder, 'kubeconfig'),
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://c.example' } }],
        users: [{ name: 'u', user: { token: 'x' } }],
        contexts: [{ name: 'real', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'real',
      }),
    );
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const start = async (kubernetes: object | undefined) => {
    const sources: Source[] = [];
    const logger = mockServices.logger.mock();
    const backend = await startTestBackend({
      extensionPoints: [
        [
          fleetSourcesExtensionPoint,
          { addSource: source => sources.push(source) },
        ],
      ],
      features: [
        module,
        // A module alone does not start its plugin.
        createBackendModule({
          pluginId: 'fleet',
          moduleId: 'other',
          register: env => env.registerInit({ deps: {}, async init() {} }),
        }),
        logger.factory,
        mockServices.rootConfig.factory({ data: { fleet: { kubernetes } } }),
      ],
    });
    await backend.stop();
    return {
      sources,
      logged: logger.error.mock.calls.map(([text]) => text),
    };
  };

  it('adds nothing where no cluster is configured', async () => {
    expect((await start(undefined)).sources).toEqual([]);
  });

  it('starts whatever the configuration says, and names each line to change', async () => {
    const url = 'https://cluster.example';
    const tokenFile = join(folder, 'token');
    const {
      sources: [source],
      logged,
    } = await start({
      clusters: [
        { name: 'good', url, tokenFile },
        { name: 'no-token', url },
        { name: 'typing', url, tokenFiel: tokenFile },
        { name: 'good', url, tokenFile },
        { name: 'no-ca', url, tokenFile, caFile: join(folder, 'gone') },
        {
          name: 'odd-ca',
          url,
          tokenFile,
          caFile: join(folder, 'not-a-certificate'),
        },
        { name: 'no-file', kubeconfig: { file: join(folder, 'gone') } },
        {
          name: 'no-context',
          kubeconfig: { file: join(folder, 'kubeconfig'), context: 'other' },
        },
        { name: 'context', kubeconfig: { file: join(folder, 'kubeconfig') } },
        { name: 'token-gone', url, tokenFile: join(folder, 'gone') },
        { name: 'relative', url, tokenFile: 'gone' },
        { name: 'relative-kubeconfig', kubeconfig: { file: 'gone' } },
      ],
    });
    expect(source.id).toBe('kubernetes');
    // What a file may yet mend is tried again; what only configuration can mend is left out.
    expect(source.scopes.map(({ scope }) => scope)).toEqual([
      'good',
      'no-ca',
      'odd-ca',
      'no-file',
      'no-context',
      'context',
      'token-gone',
      'relative',
      'relative-kubeconfig',
    ]);
    const at = (index: number) => `fleet.kubernetes.clusters[${index}]`;
    expect(logged).toEqual([
      expect.stringContaining(`Add ${at(1)}.tokenFile`),
      expect.stringContaining(`Rename ${at(2)}.tokenFiel to tokenFile`),
      expect.stringContaining(`Give ${at(3)}.name another name`),
      expect.stringMatching(
        /no-ca .*ENOENT.*Change fleet\.kubernetes\.clusters\[4\]\.caFile/,
      ),
      expect.stringContaining(`Change ${at(5)}.caFile`),
      expect.stringContaining(`Change ${at(6)}.kubeconfig.file`),
      expect.stringContaining(`Change ${at(7)}.kubeconfig.context`),
      expect.stringContaining(`Change ${at(9)}.tokenFile`),
      expect.stringContaining(`the file ${resolve('gone')} cannot be read`),
      expect.stringContaining(`the kubeconfig file ${resolve('gone')} cannot`),
    ]);
    // The sources page hears of a file from the cluster's own watch, once, and no longer than it holds.
    expect(source.problems).toHaveLength(3);
  });
});
