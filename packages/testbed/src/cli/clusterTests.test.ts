import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../paths';
import { makeTemporaryFolder } from '../processes/folder';
import {
  findClusterTests,
  serversWanted,
  withoutServers,
} from './clusterTests';

describe('tests that want real servers', () => {
  it('want those whose starters they name', () => {
    expect(serversWanted('await startCluster(); startHelios({})')).toEqual([
      'kubernetes',
      'helios',
    ]);
    expect(serversWanted('startPrometheus()')).toEqual(['prometheus']);
    expect(serversWanted('startAlertmanager()')).toEqual(['alertmanager']);
    expect(serversWanted('startRegistry()')).toEqual(['registry']);
    expect(serversWanted('restartCluster()')).toHaveLength(5);
  });

  it('may want any when they name none', () => {
    expect(serversWanted('await startEverything()')).toEqual([
      'kubernetes',
      'helios',
      'prometheus',
      'alertmanager',
      'registry',
    ]);
  });

  it('are found in all packages, and only they', async () => {
    const folder = await makeTemporaryFolder('tests');
    const files = {
      'packages/a/src/deep/er/x.cluster.test.ts': 'startHelios',
      'packages/a/src/x.test.ts': 'startHelios',
      'packages/no-sources/package.json': '{}',
      'plugins/b/src/y.cluster.test.tsx': 'startCluster',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder.path, path)), { recursive: true });
      await writeFile(join(folder.path, path), text);
    }
    expect(await findClusterTests(folder.path)).toEqual([
      { path: 'packages/a/src/deep/er/x.cluster.test.ts', wants: ['helios'] },
      { path: 'plugins/b/src/y.cluster.test.tsx', wants: ['kubernetes'] },
    ]);
    await folder.remove();
  });

  it('are here as well', async () => {
    expect(await findClusterTests(ROOT)).toContainEqual({
      path: 'packages/testbed/src/helios/behaviour.cluster.test.ts',
      wants: ['helios'],
    });
  });

  it('cannot run without one of their servers, for the reason that it is missing', () => {
    const tests = [
      { path: 'a', wants: ['kubernetes' as const] },
      { path: 'b', wants: ['kubernetes' as const, 'helios' as const] },
    ];
    expect(withoutServers(tests, { helios: 'install Java' })).toEqual([
      { path: 'b', reason: 'install Java' },
    ]);
    expect(
      withoutServers(tests, { kubernetes: 'install Go', helios: 'and Java' }),
    ).toEqual([
      { path: 'a', reason: 'install Go' },
      { path: 'b', reason: 'install Go; and Java' },
    ]);
    expect(withoutServers(tests, { chromium: 'install it' })).toEqual([]);
  });
});
