import { join } from 'node:path';
import { Helios } from '../helios/helios';
import { startHelios } from '../helios/startHelios';
import { Cluster } from '../kubernetes/cluster';
import { startCluster } from '../kubernetes/startCluster';
import { ROOT } from '../paths';
import { waitFor } from '../processes/wait';
import { chanceFrom } from './chance';
import { move, NAMESPACE } from './move';
import { createOnHelios, TRIAL_LABELS } from './onHelios';
import { readTrialServices } from './services';

jest.setTimeout(240_000);

let helios: Helios;
let cluster: Cluster;

beforeAll(async () => {
  helios = await startHelios({
    name: 'move',
    agents: [1, 2].map(at => ({ host: `old-${at}`, labels: TRIAL_LABELS })),
  });
  cluster = await startCluster({ name: 'move' });
});

afterAll(async () => {
  await helios?.stop();
  await cluster?.stop();
});

describe('the company that moves', () => {
  it('ends with nearly all on Kubernetes, one back on Helios, one new there and one stuck', async () => {
    const services = (
      await readTrialServices(join(ROOT, 'examples/trial/entities.yaml'))
    ).slice(0, 8);
    const end = new AbortController();
    const told: string[] = [];
    const failed = move({
      services,
      helios: createOnHelios(helios),
      deployments: cluster,
      chance: chanceFrom(1),
      signal: end.signal,
      pauseMs: 200,
      tell: sentence => told.push(sentence),
    }).then(
      () => undefined,
      error => error,
    );
    try {
      await waitFor({
        what: 'the end of the move',
        timeoutMs: 200_000,
        look: async () => {
          const error = await Promise.race([failed, undefined]);
          if (error) {
            throw error;
          }
          return told.some(text => /That was the move/.test(text))
            ? true
            : undefined;
        },
        describe: () => told.join('\n'),
      });
    } finally {
      end.abort();
    }
    expect(await failed).toBeUndefined();

    const [moved, moved2, back, moved3, stuck, moved4, newThere, newHere] =
      services.map(({ name }) => name);
    const groups = await helios.api.json<string[]>({
      path: '/deployment-group',
    });
    expect(groups.sort()).toEqual([back, stuck, newHere].sort());
    const jobs = await helios.api.json<object>({ path: '/jobs' });
    const left = new Set(Object.keys(jobs).map(job => job.split(':')[0]));
    expect([...left].sort()).toEqual([back, stuck, newHere].sort());
    const { items } = await cluster.api.json<{
      items: {
        metadata: { name: string };
        status: { readyReplicas?: number };
      }[];
    }>({ path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments` });
    const ready = Object.fromEntries(
      items.map(({ metadata, status }) => [
        metadata.name,
        status.readyReplicas ?? 0,
      ]),
    );
    expect(ready).toEqual({
      [moved]: 3,
      [moved2]: 3,
      [moved3]: 3,
      [moved4]: 3,
      [newThere]: 3,
      [stuck]: 0,
    });
  });
});
