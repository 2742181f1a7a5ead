import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startHelios, waitFor, type Gateway, type Helios } from 'testbed';
import type { MasterConfig } from './config/types';
import { configOf, looking } from './testing/looking';

jest.setTimeout(240_000);

describe('a real Helios on bad days', () => {
  let helios: Helios;
  let ledger: MemoryLedger;
  const complete = { complete: true, problems: [] };

  beforeAll(async () => {
    helios = await startHelios({ name: 'troubles', masters: 2 });
    const job = await helios.api.jobs.create({
      name: 'kept',
      version: '1',
      image: 'example/kept:1',
    });
    await helios.api.deploy({ job, host: 'host-1' });
    await helios.waitForTask({
      job,
      host: 'host-1',
      holds: ({ state }) => state === 'RUNNING',
    });
    // Histories tell later than states; from here on nothing is left to tell.
    const before = new MemoryLedger();
    const look = looking({ master: configOf([helios.url]), ledger: before });
    await waitFor({
      what: 'the end of the rollout',
      timeoutMs: 60_000,
      look: async () => {
        await look();
        const rollouts = before.newest('rollout');
        return rollouts.every(({ ended }) => ended) || undefined;
      },
    });
  });
  afterAll(() => helios?.stop());
  beforeEach(() => {
    ledger = new MemoryLedger();
  });

  const lookAt = (urls: string[], overrides?: Partial<MasterConfig>) =>
    looking({ master: configOf(urls, overrides), ledger });
  const kept = () => JSON.stringify([...ledger.versions]);

  describe('behind a gateway', () => {
    const password = 'example-only';
    const token = 'example-token';
    let gateway: Gateway;
    let folder: string;

    beforeAll(async () => {
      gateway = await helios.startGateway({
        credentials: { username: 'reader', password },
      });
      folder = await mkdtemp(join(tmpdir(), 'landfall-'));
    });
    beforeEach(() => gateway.ask({ username: 'reader', password }));
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const basic = () => ({
      access: {
        credentials: { type: 'basic' as const, username: 'reader', password },
        ca: { pem: gateway.caPem },
      },
    });

    it('shows a user name and a password, or a token, to whom it trusts', async () => {
      expect(await lookAt([gateway.url], basic())()).toEqual(complete);
      gateway.ask({ token });
      const look = lookAt([gateway.url], {
        access: {
          credentials: { type: 'bearer', token },
          ca: { pem: gateway.caPem },
        },
      });
      expect(await look()).toEqual(complete);
      expect(ledger.newest('presence')).toHaveLength(1);
    });

    it('says that credentials are refused, or missing, without them', async () => {
      gateway.ask({ token });
      for (const [overrides, words] of [
        [basic(), 'refuses the credentials (401)'],
        [
          {
            access: {
              credentials: { type: 'none' as const },
              ca: { pem: gateway.caPem },
            },
          },
          'wants credentials (401)',
        ],
      ] as const) {
        const error = await lookAt([gateway.url], overrides)().catch(e => e);
        expect(error).toMatchObject({
          kind: 'unauthorized',
          message: expect.stringContaining(words),
          fix: 'Change fleet.helios.masters[0].credentials.',
        });
        expect(`${error.message}${error.fix}`).not.toContain(password);
      }
    });

    it('does not show credentials to whom it does not trust', async () => {
      const { credentials } = basic().access;
      gateway.takeRequests();
      await expect(
        lookAt([gateway.url], { access: { credentials } })(),
      ).rejects.toMatchObject({ kind: 'untrusted' });
      expect(gateway.takeRequests()).toEqual([]);
    });

    it('takes up an authority that was put right, without a restart', async () => {
      const file = join(folder, 'ca.pem');
      const { credentials } = basic().access;
      const look = lookAt([gateway.url], {
        access: { credentials, ca: { file } },
      });
      await expect(look()).rejects.toMatchObject({ kind: 'credentials' });
      await writeFile(file, gateway.caPem);
      expect(await look()).toEqual(complete);
    });

    it('rejects while it is cut off or slow, moves nothing, and goes on afterwards', async () => {
      const look = lookAt([gateway.url], { ...basic(), timeoutSeconds: 0.5 });
      await look();
      const before = kept();
      await gateway.cut('refused');
      await expect(look()).rejects.toMatchObject({ kind: 'unreachable' });
      await gateway.restore();
      gateway.delay(2_000);
      await expect(look()).rejects.toMatchObject({ kind: 'timeout' });
      gateway.delay(0);
      gateway.answerWith(503);
      await expect(look()).rejects.toThrow('with status 503');
      gateway.answerWith(undefined);
      expect(await look()).toEqual(complete);
      expect(kept()).toBe(before);
    });
  });

  it('asks the other master while one is away, within the same look', async () => {
    const [first, second] = helios.masters;
    const look = lookAt([first.url, second.url], { timeoutSeconds: 2 });
    await look();
    const before = kept();
    await helios.stopMaster({ master: first.name, kill: true });
    expect(await look()).toEqual(complete);
    await helios.startMaster({ master: first.name });
    helios.freezeMaster({ master: second.name });
    expect(await look()).toEqual(complete);
    helios.thawMaster({ master: second.name });
    expect(kept()).toBe(before);
  });

  it('moves nothing while masters know nothing', async () => {
    const look = lookAt([helios.url], { timeoutSeconds: 3 });
    await look();
    const before = kept();
    await helios.stopZooKeeper();
    await expect(look()).rejects.toThrow(/Helios master of test/);
    await expect(look()).rejects.toThrow(/Helios master of test/);
    expect(kept()).toBe(before);
    await helios.startZooKeeper();
    let last: unknown;
    for (let attempt = 0; attempt < 20 && last !== 'seen'; attempt++) {
      last = await look().then(
        () => 'seen',
        error => error,
      );
    }
    expect(last).toBe('seen');
    const [presence] = ledger.newest('presence');
    expect(presence.ended).toBe(false);
    expect(ledger.newest('rollout').map(({ body }) => body.outcome)).toEqual([
      'succeeded',
    ]);
  });

  it('ends when it is told to', async () => {
    const look = lookAt([helios.url]);
    await expect(look(AbortSignal.abort(new Error('stop')))).rejects.toThrow(
      'stop',
    );
    expect(ledger.versions.size).toBe(0);
  });
});
