import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Alertmanager,
  startAlertmanager,
} from '../alertmanager/startAlertmanager';
import { startGithub, type Github } from '../github/startGithub';
import { Cluster } from '../kubernetes/cluster';
import { startCluster } from '../kubernetes/startCluster';
import { listen } from '../network/listen';
import { ROOT } from '../paths';
import { waitFor } from '../processes/wait';
import { chanceFrom } from './chance';
import { ENVIRONMENTS } from './company';
import { deliverAll } from './deliver';
import { slugOf } from './deliveryEntities';
import { withRepositories } from './deliveryWorld';
import { readTrialServices, type TrialService } from './services';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;

let services: TrialService[];
let cluster: Cluster;
let github: Github;
let alertmanager: Alertmanager;
let receiver: Server;
let url: string;
const alarms: string[] = [];

beforeAll(async () => {
  const all = await readTrialServices(
    join(ROOT, 'examples/trial/entities.yaml'),
  );
  services = all.slice(0, 6);
  cluster = await startCluster({ name: 'delivery' });
  for (const environment of ENVIRONMENTS) {
    await cluster.ensureNamespace(environment);
  }
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      if (request.url === '/alerts') alarms.push(JSON.parse(body).status);
      response.writeHead(202).end();
    });
  });
  await listen(receiver, 0);
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  alertmanager = await startAlertmanager({
    name: 'delivery',
    webhook: { url: `${url}/alerts` },
  });
  github = await startGithub({
    repositories: services.map(({ name }) => slugOf(name)),
    bornAt: Date.now() - 60 * DAY_MS,
    token: 'letmein',
  });
});

afterAll(async () => {
  await github?.stop();
  await alertmanager?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  await cluster?.stop();
});

describe('the company that delivers', () => {
  it('merges, deploys what was merged to the cluster, tells by webhooks, is alarmed, and ends when told', async () => {
    const delivered = withRepositories(services, {
      github,
      seed: 2,
      now: Date.now(),
    });
    const pulls = () =>
      delivered.reduce((sum, one) => sum + one.repository.pulls.size, 0);
    const before = pulls();
    const end = new AbortController();
    const told: string[] = [];
    const wanted = [/ is live\.$/, / is bad/, /alert .* fires/];
    const life = deliverAll({
      services: delivered,
      deployments: cluster,
      alerts: alertmanager,
      chance: chanceFrom(2),
      signal: end.signal,
      pauseMs: 300,
      pace: 0.3,
      tell: sentence => {
        told.push(sentence);
        if (wanted.every(part => told.some(one => part.test(one)))) end.abort();
      },
      begin: async () =>
        github.startSending({ url: `${url}/github`, secret: 'secret' }),
    });
    await Promise.race([life, sleep(90_000)]);
    end.abort();
    await life;

    expect(before).toBeGreaterThan(6);
    expect(pulls()).toBeGreaterThan(before);
    for (const part of wanted) {
      expect(told.join('\n')).toMatch(part);
    }
    expect(github.taken()).toBeGreaterThan(10);
    await waitFor({
      what: 'the alert of Alertmanager',
      look: async () => (alarms.includes('firing') ? true : undefined),
      timeoutMs: 30_000,
    });
    for (const { name, repository } of delivered) {
      for (const namespace of ENVIRONMENTS) {
        const { spec } = await cluster.getDeployment({ name, namespace });
        const [{ image }] = spec.template.spec.containers;
        const tag = image.split(':').pop() ?? '';
        const known = [...repository.commits.keys()];
        expect(known.filter(sha => sha.startsWith(tag))).toHaveLength(1);
      }
    }
  });
});
