import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from '../kubernetes/cluster';
import { startCluster } from '../kubernetes/startCluster';
import { ROOT } from '../paths';
import { chanceFrom } from './chance';
import { live } from './company';
import { KUBERNETES_ID, readTrialServices } from './services';

jest.setTimeout(120_000);

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ name: 'company' });
});

afterAll(async () => {
  await cluster?.stop();
});

describe('the company of the trial', () => {
  it('brings its services up, rolls out versions, and ends when told', async () => {
    const services = await readTrialServices(
      join(ROOT, 'examples/trial/entities.yaml'),
    );
    const end = new AbortController();
    const told: string[] = [];
    const life = live({
      services,
      deployments: cluster,
      chance: chanceFrom(3),
      signal: end.signal,
      pauseMs: 500,
      tell: sentence => told.push(sentence),
    });
    await Promise.race([life, sleep(30_000)]);
    end.abort();
    await life;

    expect(told.some(sentence => / is live\.$/.test(sentence))).toBe(true);
    expect(told.some(sentence => /It is bad/.test(sentence))).toBe(true);
    for (const namespace of ['staging', 'production']) {
      for (const { name } of services) {
        const { metadata } = await cluster.getDeployment({ name, namespace });
        expect(metadata.labels).toMatchObject({ [KUBERNETES_ID]: name });
      }
    }
  });
});
