import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startCluster, waitFor, type Cluster } from 'testbed';
import { configOf, watch, type Watching } from './testing/watching';

jest.setTimeout(120_000);

/** What is done to each line of an answer; undefined leaves it out. */
type Mangle = (line: string, path: string) => string | undefined;

/** Stands between the portal and a cluster, and mangles what the cluster says. */
async function startMangler(
  cluster: Cluster,
  mangle: () => Mangle,
): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    const upstream = request(
      new URL(path, cluster.url),
      {
        ca: cluster.caPem,
        headers: { authorization: incoming.headers.authorization },
      },
      answer => {
        const { 'content-length': _, ...headers } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, headers);
        outgoing.flushHeaders();
        let rest = '';
        const pass = (line: string) => {
          const mangled = mangle()(line, path);
          if (mangled !== undefined) outgoing.write(mangled);
        };
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          lines.forEach(line => pass(`${line}\n`));
        });
        answer.on('end', () => {
          if (rest) pass(rest);
          outgoing.end();
        });
        answer.on('error', () => outgoing.destroy());
      },
    );
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    upstream.end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('a cluster that answers with half an object', () => {
  let cluster: Cluster;
  let server: Server;
  let mangle: Mangle;
  let watching: Watching | undefined;

  beforeAll(async () => {
    cluster = await startCluster({ name: 'half' });
    server = await startMangler(cluster, () => mangle);
    for (const name of ['whole', 'half']) {
      await cluster.applyDeployment({ name, image: `shop/${name}:1` });
      await cluster.waitForRollout({ name });
    }
  });

  beforeEach(() => {
    mangle = line => line;
  });

  afterEach(() => watching?.stop());

  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await cluster?.stop();
  });

  const begin = () => {
    const ledger = new MemoryLedger();
    const { port } = server.address() as AddressInfo;
    watching = watch({
      ledger,
      cluster: configOf(cluster, {
        access: {
          type: 'url',
          url: `http://127.0.0.1:${port}`,
          token: { value: cluster.tokenOf('viewer') },
          skipTLSVerify: true,
        },
      }),
      timings: {
        heartbeatMs: 1_000,
        relistMs: 500,
        troubleMs: 500,
        retry: { baseMs: 100, maxMs: 500 },
      },
    });
    return ledger;
  };
  const look = (ledger: MemoryLedger, is: (problems: string) => boolean) =>
    waitFor({
      what: 'the look',
      timeoutMs: 30_000,
      look: () => {
        if (watching?.failure) throw watching.failure;
        const last = ledger.looks[ledger.looks.length - 1];
        return last && is(JSON.stringify(last.problems)) ? last : undefined;
      },
      describe: () => JSON.stringify(ledger.looks),
    });
  const presences = (ledger: MemoryLedger) =>
    ledger
      .newest('presence')
      .map(({ target }) => target.workload)
      .sort();
  /** Changes the objects of a list. */
  const inLists =
    (
      plural: string,
      change: (object: {
        metadata: { name: string; uid?: string };
        spec?: unknown;
      }) => void,
    ): Mangle =>
    (line, path) => {
      if (!path.includes(`/${plural}`) || path.includes('watch=1')) return line;
      const list = JSON.parse(line);
      for (const item of list.items ?? []) change(item);
      return JSON.stringify(list);
    };

  it('leaves that object out, says so, and goes on with the others', async () => {
    mangle = inLists('deployments', object => {
      if (object.metadata.name === 'half') delete object.spec;
    });
    const ledger = begin();
    const { complete, problems } = await look(ledger, text => text !== '[]');
    expect(complete).toBe(false);
    expect(problems).toEqual([
      {
        text: 'Cluster half gives 1 deployments.apps that cannot be read, such as Deployment default/half, which has no usable spec.template; they are left out',
        fix: expect.stringContaining('kubectl get deployments.apps'),
      },
    ]);
    expect(presences(ledger)).toEqual(['whole']);
    // The watch brings it whole: then all is well.
    mangle = line => line;
    await cluster.applyDeployment({
      name: 'half',
      image: 'shop/half:1',
      labels: { touched: 'yes' },
    });
    await look(ledger, text => text === '[]');
    await waitFor({
      what: 'the other Deployment',
      timeoutMs: 5_000,
      look: () => presences(ledger).join() === 'half,whole' || undefined,
    });
  });

  it('does not take for gone what it cannot read', async () => {
    const ledger = begin();
    await look(ledger, text => text === '[]');
    await watching?.stop();
    mangle = inLists('deployments', object => {
      if (object.metadata.name === 'half') delete object.metadata.uid;
    });
    const cursor = ledger.cursor;
    const again = begin();
    for (const [key, versions] of ledger.versions)
      again.versions.set(key, versions);
    again.cursor = cursor;
    await look(again, text => text.includes('metadata.uid'));
    expect(again.newest('presence').every(({ ended }) => !ended)).toBe(true);
  });

  it('tries a list again that ends in the middle', async () => {
    let halves = 3;
    mangle = (line, path) => {
      if (
        !path.includes('/replicasets') ||
        path.includes('watch=1') ||
        halves === 0
      )
        return line;
      halves -= 1;
      return line.slice(0, line.length / 2);
    };
    const ledger = begin();
    await look(ledger, text => text.includes('not whole JSON'));
    await look(ledger, text => text === '[]');
    expect(halves).toBe(0);
    expect(ledger.newest('rollout').map(({ body }) => body.outcome)).toEqual([
      'succeeded',
      'succeeded',
    ]);
  });

  it('lists again when a watch tells something that cannot be read', async () => {
    const ledger = begin();
    await look(ledger, text => text === '[]');
    let halves = 0;
    mangle = (line, path) => {
      if (!path.includes('watch=1') || halves >= 3 || line.includes('BOOKMARK'))
        return line;
      halves += 1;
      return `${line.slice(0, line.length / 2)}\n`;
    };
    const name = 'told-badly';
    await cluster.applyDeployment({ name, image: 'shop/told:1' });
    await cluster.waitForRollout({ name });
    await waitFor({
      what: 'the rollout',
      timeoutMs: 30_000,
      look: () =>
        ledger
          .newest('rollout')
          .some(
            ({ target, body }) =>
              target.workload === name && body.outcome === 'succeeded',
          ) || undefined,
    });
    expect(halves).toBe(3);
    await look(ledger, text => text === '[]');
  });

  it('goes on after connections that end in the middle of an answer', async () => {
    cluster.breakAfter(6_000);
    const ledger = new MemoryLedger();
    const name = 'broken-off';
    const direct = watch({
      ledger,
      cluster: configOf(cluster),
      timings: { heartbeatMs: 1_000, retry: { baseMs: 100, maxMs: 500 } },
    });
    watching = direct;
    await cluster.applyDeployment({ name, image: 'shop/off:1' });
    await cluster.waitForRollout({ name });
    await new Promise(resolve => setTimeout(resolve, 2_000));
    await cluster.restore();
    await waitFor({
      what: 'the rollout',
      timeoutMs: 30_000,
      look: () => {
        if (direct.failure) direct.again();
        return (
          ledger
            .newest('rollout')
            .some(({ target }) => target.workload === name) || undefined
        );
      },
    });
    expect((await look(ledger, text => text === '[]')).complete).toBe(true);
  });
});
