/**
 * Services that move from a real Helios to a real Kubernetes, rung by rung, as the portal's API tells it: by requests that a real Prometheus counts where
 * there are any, else by instances. Some go back, some are in two regions, some lose their name or their owner on the way; masters, clusters and the
 * portal itself are away for a while. One story goes on while another waits.
 */
import {
  sourceListSchema,
  validationReceiptSchema,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import { waitFor } from 'testbed';
import { z } from 'zod';
import {
  CI_TOKEN,
  CLAIMED,
  DEFINE_TOKEN,
  MIRROR,
  pathOf,
  PATIENCE_MS,
  placeOf,
  startMigrationWorld,
  type CatalogService,
  type MigrationWorld,
  type RegionWorld,
} from './testing/migrationWorld';

jest.setTimeout(400_000);

/** The migration whose services need a load test and a sign-off. */
const MOVE = 'move';
/** The same, but they only have to soak. */
const SOAK = 'soak';

const services: readonly CatalogService[] = [
  { name: 'cart', owner: 'harbour' },
  { name: 'search', owner: 'harbour' },
  { name: 'returning', owner: 'harbour' },
  { name: CLAIMED, owner: 'pier' },
  { name: 'regional', owner: 'pier' },
  { name: 'far', owner: 'pier' },
  { name: 'leaving', owner: 'harbour' },
  { name: 'renamed', owner: 'harbour' },
  { name: 'adopted', owner: 'harbour' },
  { name: 'newborn', owner: 'pier' },
];

/** After that a missing old side, or a lower rung, counts; half of it is what the definition says. */
const LASTING_MS = 6_000;
const MINUTES = 3 / 60;

/**
 * What has to last is told after twice the interval of the slowest source, Kubernetes' 30 s, and a minute, in which it could still come out that nobody
 * looked; anew after a gap, which a busy machine may bring.
 */
const TOLD_MS = 300_000;

let world: MigrationWorld;
let eu: RegionWorld;
let us: RegionWorld;

/** A moment, and what was told live of some services then. */
const remembered: { at: string; places: Record<string, string> }[] = [];

const placesOf = (
  standings: Awaited<ReturnType<MigrationWorld['standings']>>,
) =>
  Object.fromEntries(
    Object.entries(standings).map(([name, standing]) => [
      name,
      placeOf(standing),
    ]),
  );

/** Keeps how all stand now, to be asked again as of now, at a moment at which none of them moves. */
async function remember() {
  await waitFor({
    what: 'a moment at which none moves',
    timeoutMs: PATIENCE_MS,
    look: async () => {
      const before = placesOf(await world.standings(MOVE));
      const at = new Date().toISOString();
      const places = placesOf(await world.standings(MOVE));
      if (JSON.stringify(places) !== JSON.stringify(before)) return undefined;
      remembered.push({ at, places });
      return true;
    },
  });
}

const day = (distance: number) =>
  new Date(Date.now() + distance * 86_400_000).toISOString().slice(0, 10);

const definition: MigrationDefinitionInput = {
  id: MOVE,
  title: 'Leave Helios',
  template: 'helios-to-kubernetes',
  owner: 'group:default/harbour',
  scope: { 'spec.type': 'service' },
  start: day(-14),
  target: day(60),
  validation: [{ rule: 'load_test', peakRate: 100 }, { rule: 'manual' }],
  retiredAfterMinutes: MINUTES,
  fallBackAfterMinutes: MINUTES,
  noticeDays: 0,
};

const define = (written: MigrationDefinitionInput) =>
  world.send('PUT', `/api/fleet/migrations/${written.id}`, {
    body: written,
    token: DEFINE_TOKEN,
  });

const act = (service: string, body: object) =>
  world.portal.send({
    method: 'POST',
    path: `${pathOf(MOVE, service)}/acts`,
    body,
  });

const report = (body: object, token?: string) =>
  world.portal.send({
    method: 'POST',
    path: '/api/fleet/validations',
    body: {
      rule: 'load_test',
      result: 'met',
      at: new Date().toISOString(),
      ...body,
    },
    token,
  });

const tasksSchema = z.object({
  tasks: z.array(
    z.object({
      taskId: z.string(),
      taskState: z.object({ lastRunEndedAt: z.string().optional() }).nullable(),
    }),
  ),
});

/** Lets the portal tell teams what they have to know now instead of in five minutes, and waits until it has. */
async function tellTeams() {
  const path = '/api/fleet/.backstage/scheduler/v1/tasks';
  const lastRun = async () => {
    const { tasks } = tasksSchema.parse(await world.send('GET', path));
    return tasks.find(({ taskId }) => taskId === 'fleet-notices')?.taskState
      ?.lastRunEndedAt;
  };
  const before = await lastRun();
  await waitFor({
    what: 'teams to be told',
    timeoutMs: PATIENCE_MS,
    everyMs: 500,
    look: async () => {
      // Refused while it runs.
      await world.portal.send({
        method: 'POST',
        path: `${path}/fleet-notices/trigger`,
      });
      return (await lastRun()) !== before || undefined;
    },
  });
}

const notificationsSchema = z.object({
  notifications: z.array(
    z.object({ payload: z.object({ title: z.string() }) }),
  ),
});

/** The notifications of the guest's team about services that fell back. */
async function fallsTold(): Promise<string[]> {
  const { notifications } = notificationsSchema.parse(
    await world.send('GET', '/api/notifications/notifications'),
  );
  return notifications
    .map(({ payload }) => payload.title)
    .filter(title => title.includes('fell back'))
    .sort();
}

/** The one service that falls back does so in both migrations. */
const FALLS = [
  'Leave Helios slowly: returning fell back',
  'Leave Helios: returning fell back',
];

const refOf = (service: string) => `component:default/${service}`;

beforeAll(async () => {
  world = await startMigrationWorld({
    services,
    onHelios: {
      cart: ['eu'],
      search: ['eu'],
      returning: ['eu'],
      [CLAIMED]: ['eu'],
      regional: ['eu', 'us'],
      far: ['us'],
      leaving: ['eu'],
      renamed: ['eu'],
      adopted: ['eu'],
    },
  });
  ({ eu, us } = world.regions);
});

afterAll(() => world?.dispose());

/** Who runs where nobody looks for a while. */
const those = ['far', 'regional'];

const tellThose = () =>
  Promise.all(those.map(name => world.detail(MOVE, name)));

/** Waits until somebody sees all of them. */
const seenAll = () =>
  waitFor({
    what: `${those.join(' and ')} to be seen`,
    timeoutMs: PATIENCE_MS,
    everyMs: 250,
    look: async () => {
      const told = await tellThose();
      return told.every(one => one?.standing.data === 'fresh')
        ? told
        : undefined;
    },
    describe: async () => JSON.stringify(await tellThose(), undefined, 1),
  });

describe('services that move from Helios to Kubernetes', () => {
  /** When the catalog had not changed yet. */
  let asBefore: string;
  let before: Awaited<ReturnType<typeof tellThose>>;

  it('are not started, and planned once they are in a wave that has a date', async () => {
    await define(definition);
    await define({
      ...definition,
      id: SOAK,
      title: 'Leave Helios slowly',
      validation: [{ rule: 'soak', hours: 3 / 3_600 }],
    });
    for (const { name } of services.slice(0, -1)) {
      await world.expectPlace(MOVE, name, 'not_started');
    }
    await remember();
    await define({
      ...definition,
      waves: [
        {
          id: 'first',
          title: 'First',
          start: day(5),
          match: { 'spec.type': 'service' },
        },
      ],
    });
    for (const { name } of services.slice(0, -1)) {
      await world.expectPlace(MOVE, name, 'planned');
    }
    await remember();
  });

  it('do not fall back at once when they go back', async () => {
    await eu.runOnKubernetes('returning');
    await world.expectPlace(MOVE, 'returning', 'side_by_side');
    // One instance on each side is enough for that; the second comes in its own time.
    await waitFor({
      what: 'both instances on Kubernetes',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const standing = (await world.detail(MOVE, 'returning'))?.standing;
        return (
          (standing?.shareBy === 'instances' &&
            standing.from.ready === 1 &&
            standing.to.ready === 2) ||
          undefined
        );
      },
    });
    await eu.onHelios.stop('returning');
    const over = await world.expectPlace(MOVE, 'returning', 'validating');
    const since = Date.parse(over.standing.since);
    await waitFor({
      what: 'the time after which a rung was reached',
      timeoutMs: PATIENCE_MS,
      look: () => Date.now() - since > LASTING_MS || undefined,
    });
    await eu.onHelios.resume('returning');
    await eu.removeFromKubernetes('returning');
    await waitFor({
      what: 'the pods to be gone',
      timeoutMs: PATIENCE_MS,
      look: async () =>
        (await world.detail(MOVE, 'returning'))?.standing.to.targets === 0 ||
        undefined,
    });
    expect(await world.detail(MOVE, 'returning')).toMatchObject({
      standing: { stage: 'validating', fellBackAt: null },
    });
    await remember();
  });

  it('stand in a catalog that changes', async () => {
    await eu.runOnKubernetes('adopted', 'never-ready');
    await eu.runOnKubernetes('renamed', 'never-ready');
    await world.expectPlace(MOVE, 'adopted', 'ready');
    await world.expectPlace(MOVE, 'renamed', 'ready');
    await remember();
    const { at, places } = remembered[remembered.length - 1];
    asBefore = at;
    expect(places).toMatchObject({ leaving: 'planned', newborn: 'not_seen' });
    await world.writeCatalog(
      services.flatMap(service => {
        switch (service.name) {
          case 'leaving':
            return [];
          case 'renamed':
            return [
              { name: 'other-name', owner: 'harbour', workload: 'renamed' },
            ];
          case 'adopted':
            return [{ ...service, owner: 'pier' }];
          default:
            return [service];
        }
      }),
    );
  });

  it('are told of on all their clusters', async () => {
    await Promise.all([
      eu.runOnKubernetes('regional'),
      us.runOnKubernetes('regional'),
    ]);
    const told = await waitFor({
      what: 'all four clusters to be told of',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const detail = await world.detail(MOVE, 'regional');
        return detail?.standing.from.ready === 2 &&
          detail.standing.to.ready === 4
          ? detail
          : undefined;
      },
    });
    expect(told.standing).toMatchObject({
      stage: 'side_by_side',
      share: expect.closeTo(4 / 6, 2),
      shareBy: 'instances',
    });
    expect(
      told.evidence.map(({ side, cluster }) => `${side} ${cluster}`).sort(),
    ).toEqual([
      'from helios-eu',
      'from helios-us',
      'to kubernetes-eu',
      'to kubernetes-us',
    ]);
    await remember();
  });

  it('climb by the requests that reach either side, while a master and a cluster of another region are away', async () => {
    before = await seenAll();
    await Promise.all([
      us.helios.stopMaster({ kill: true }),
      us.cluster.cut('refused'),
    ]);
    const { traffic } = world;
    traffic.send('cart', { perSecond: 20, kubernetes: 0 });
    await eu.runOnKubernetes('cart', 'never-ready');
    const ready = await world.expectPlace(MOVE, 'cart', 'ready');
    expect(ready.standing.next).toContainEqual({
      step: 'make_ready',
      ready: 0,
      desired: 2,
    });
    await eu.runOnKubernetes('cart');
    await world.expectPlace(MOVE, 'cart', 'side_by_side');
    await remember();

    traffic.send('cart', { perSecond: 20, kubernetes: 0.3 });
    await world.expectPlace(MOVE, 'cart', 'shifting');
    const share = await waitFor({
      what: 'the share that was sent',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const { standing } = (await world.detail(MOVE, 'cart')) ?? {};
        return standing?.share && Math.abs(standing.share - 0.3) < 0.05
          ? standing
          : undefined;
      },
    });
    expect(share).toMatchObject({ stage: 'shifting', shareBy: 'traffic' });

    traffic.send('cart', { perSecond: 20, kubernetes: 1 });
    const all = await world.expectPlace(MOVE, 'cart', 'validating');
    expect(all.standing).toMatchObject({ share: 1, shareBy: 'traffic' });
    expect(all.validation.map(({ state }) => state)).toEqual([
      'not_reported',
      'not_reported',
    ]);
    await remember();
  });

  it('are not moved by what nobody sees', async () => {
    const away = await waitFor({
      what: 'the pages to say that nobody sees them, and only them',
      timeoutMs: PATIENCE_MS,
      everyMs: 250,
      look: async () => {
        const { progress } = await world.review(MOVE);
        const standings = await world.standings(MOVE);
        const [, regional] = await tellThose();
        const unseen = regional?.evidence.filter(
          ({ data }) => data !== 'fresh',
        );
        return progress.health.unknown === those.length &&
          standings.cart.data === 'fresh' &&
          unseen?.length === 2
          ? standings
          : undefined;
      },
      describe: async () => JSON.stringify(await tellThose(), undefined, 1),
    });
    expect(away.far).toMatchObject({ stage: 'planned', health: 'unknown' });
    expect(away.regional).toMatchObject({
      stage: 'side_by_side',
      health: 'unknown',
    });
    expect(away.far.data).not.toBe('fresh');
    expect(away.regional.data).not.toBe('fresh');
    expect(away.cart.health).toBe('on_track');
    await remember();
    await Promise.all([us.helios.startMaster(), us.cluster.restore()]);
  });

  it('are migrated once CI has reported a test that is enough and somebody of the team has signed them off', async () => {
    const run = { service: refOf('cart'), run: 'build-1' };
    const weak = await report({ ...run, peakRate: 50 }, CI_TOKEN);
    expect(validationReceiptSchema.parse(weak.body).outcome).toBe('added');
    const signedOff = await act('cart', {
      act: 'sign_off',
      reason: 'Dashboards look as before',
    });
    expect(signedOff.status).toBe(200);
    const notYet = await waitFor({
      what: 'the report to be told',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const told = await world.detail(MOVE, 'cart');
        return told?.validation[0].state === 'not_met' ? told : undefined;
      },
    });
    expect(notYet.standing.stage).toBe('validating');
    expect(notYet.validation[1]).toMatchObject({
      state: 'met',
      note: 'Dashboards look as before',
    });

    const strong = await report({ ...run, peakRate: 150 }, CI_TOKEN);
    expect(validationReceiptSchema.parse(strong.body).outcome).toBe('amended');
    const again = await report({ ...run, peakRate: 150 }, CI_TOKEN);
    expect(again.status).toBe(200);
    const migrated = await world.expectPlace(MOVE, 'cart', 'migrated');
    expect(migrated.standing.next).toEqual([{ step: 'remove' }]);
    await remember();
    await eu.onHelios.remove('cart');
  });

  it('are reported and acted for only by those who may', async () => {
    const unknown = await report(
      { service: refOf('nobody'), run: '1' },
      CI_TOKEN,
    );
    expect(unknown.status).toBe(404);
    const others = { service: refOf('far'), run: '1' };
    expect((await report(others)).status).toBe(403);
    expect(
      (await act('far', { act: 'block', reason: 'No quota' })).status,
    ).toBe(403);
    const byCi = await world.portal.send({
      method: 'PUT',
      path: `/api/fleet/migrations/${MOVE}`,
      body: definition,
      token: CI_TOKEN,
    });
    expect(byCi.status).toBe(403);
  });

  it('climb by instances where nobody counts requests', async () => {
    await eu.runOnKubernetes('search');
    await world.expectPlace(SOAK, 'search', 'side_by_side');
    await eu.onHelios.stop('search');
    const over = await world.expectPlace(SOAK, 'search', 'validating');
    expect(over.standing.shareBy).toBe('instances');
    expect(over.standing.next.map(({ step }) => step)).toEqual(['soak']);
  });

  it('count requests once of which two tell, and say so', async () => {
    world.traffic.send(CLAIMED, { perSecond: 40, kubernetes: 0.25 });
    await eu.runOnKubernetes(CLAIMED);
    await world.expectPlace(MOVE, CLAIMED, 'shifting');
    const detail = await waitFor({
      what: 'the higher of both numbers',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const told = await world.detail(MOVE, CLAIMED);
        // 10 on Kubernetes, and on Helios the 60 of the one and not the 30 of the other or both.
        return told?.standing.share &&
          Math.abs(told.standing.share - 10 / 70) < 0.02
          ? told
          : undefined;
      },
      describe: async () =>
        JSON.stringify((await world.detail(MOVE, CLAIMED))?.traffic),
    });
    expect(
      detail.traffic
        .map(({ side, scope, claimedTwice }) => ({ side, scope, claimedTwice }))
        .sort((a, b) => (a.scope < b.scope ? -1 : 1)),
    ).toEqual([
      { side: 'from', scope: MIRROR, claimedTwice: true },
      ...(['from', 'to'] as const).map(side => ({
        side,
        scope: 'requests',
        claimedTwice: side === 'from',
      })),
    ]);
  });

  it('are seen again, as they were', async () => {
    const after = await seenAll();
    expect(after.map(one => one?.changes)).toEqual(
      before.map(one => one?.changes),
    );
    await remember();
  });

  it('are side by side until the last of their regions is done', async () => {
    await eu.onHelios.remove('regional');
    await waitFor({
      what: 'one region to be done',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const { standing } = (await world.detail(MOVE, 'regional')) ?? {};
        return standing?.from.targets === 1 || undefined;
      },
    });
    const half = await world.detail(MOVE, 'regional');
    expect(half?.standing).toMatchObject({
      stage: 'side_by_side',
      from: { targets: 1, ready: 1 },
      to: { targets: 2, ready: 4 },
    });
    expect(
      half?.evidence
        .filter(({ goneAt }) => goneAt === null)
        .map(({ side, cluster }) => `${side} ${cluster}`)
        .sort(),
    ).toEqual(['from helios-us', 'to kubernetes-eu', 'to kubernetes-us']);
    await us.onHelios.remove('regional');
    const gone = await world.expectPlace(MOVE, 'regional', 'validating');
    expect(gone.standing.next.map(({ step }) => step)).toContain('stay_gone');
  });

  it('keep who owned them, and their place, under another name', async () => {
    await world.expectPlace(MOVE, 'other-name', 'ready', TOLD_MS);
    const { standing } = await waitFor({
      what: 'the new owner',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const told = await world.detail(MOVE, 'adopted');
        return told?.standing.owner?.ref === 'group:default/pier'
          ? told
          : undefined;
      },
    });
    expect(standing).toMatchObject({
      stage: 'ready',
      ownerThen: { ref: 'group:default/harbour' },
    });
    expect(
      (await world.detail(MOVE, 'adopted', asBefore))?.standing.owner?.ref,
    ).toBe('group:default/harbour');
    expect((await world.review(MOVE)).newOnOld.total).toBe(0);
  });

  it('are told of when they are born on the old side', async () => {
    await eu.releaseOnHelios('newborn');
    await world.expectPlace(MOVE, 'newborn', 'planned');
    const { newOnOld, week } = await world.review(MOVE);
    expect(newOnOld.items.map(({ title }) => title)).toEqual(['newborn']);
    expect(week.newOnOld).toBe(1);
  });

  it('are retired once they are gone from Helios for long enough, in all regions', async () => {
    const cart = await world.expectPlace(MOVE, 'cart', 'retired', TOLD_MS);
    expect(
      cart.ladder.map(({ stage, state, since }) => ({
        stage,
        state,
        isDated: since !== null,
      })),
    ).toEqual(
      [
        'not_started',
        'planned',
        'ready',
        'side_by_side',
        'shifting',
        'validating',
        'migrated',
        'retired',
      ].map(stage => ({
        stage,
        state: stage === 'retired' ? 'current' : 'passed',
        isDated: true,
      })),
    );
    const regional = await world.expectPlace(
      MOVE,
      'regional',
      'retired',
      TOLD_MS,
    );
    expect(regional.standing.health).toBeNull();
    const { progress } = await world.review(MOVE);
    expect(progress.done).toBe(2);
  });

  it('are migrated once they have soaked', async () => {
    await world.expectPlace(SOAK, 'search', 'migrated', TOLD_MS);
  });

  it('have fallen back once they went back for long enough, and their team is told once', async () => {
    const back = await world.expectPlace(MOVE, 'returning', 'planned', TOLD_MS);
    expect(back.standing.fellBackAt).not.toBeNull();
    // By way of "side by side", which is one and the same fall.
    expect(
      back.changes.filter(({ move }) => move === 'fall_back'),
    ).toHaveLength(1);
    const { week, decisions } = await world.review(MOVE);
    expect(week.fellBack).toBe(1);
    expect(
      decisions.items
        .filter(({ kind }) => kind === 'fell_back')
        .map(({ title }) => title),
    ).toEqual(['returning']);

    await tellTeams();
    expect(await fallsTold()).toEqual(FALLS);
    await tellTeams();
    expect(await fallsTold()).toEqual(FALLS);
    await remember();
  });

  it('leave the scope once the catalog has lost them for long enough', async () => {
    await world.expectPlace(MOVE, 'leaving', 'retired_service', TOLD_MS);
    await world.expectPlace(MOVE, 'renamed', 'retired_service', TOLD_MS);
    const then = await world.review(MOVE, { at: asBefore });
    const { progress, week } = await world.review(MOVE);
    // One is gone, the other goes on under its new name.
    expect(progress.scope).toBe(then.progress.scope - 1);
    expect(week.fellBack).toBe(1);
    await remember();
  });
});

describe('what was known then', () => {
  /** Everything that is told of each moment that was remembered. */
  const tellAgain = async () => {
    const all = [];
    for (const { at } of remembered) {
      all.push({
        review: await world.review(MOVE, { at }),
        standings: await world.standings(MOVE, { at }),
        cart: await world.detail(MOVE, 'cart', at),
        returning: await world.detail(MOVE, 'returning', at),
        regional: await world.detail(MOVE, 'regional', at),
      });
    }
    return all;
  };
  let before: Awaited<ReturnType<typeof tellAgain>>;

  it('is what was told then', async () => {
    before = await tellAgain();
    expect(before.map(({ standings }) => placesOf(standings))).toEqual(
      remembered.map(({ places }) => places),
    );
  });

  it('is the same after the portal was killed', async () => {
    await world.portal.kill();
    await world.portal.start();
    expect(await tellAgain()).toEqual(before);
    await tellTeams();
    expect(await fallsTold()).toEqual(FALLS);
  });

  it('is the same after everything was derived anew from the ledger', async () => {
    const standings = placesOf(await world.standings(MOVE));
    await world.portal.kill();
    // With another rule for deployments, which has everything derived anew.
    await world.startPortal({ deployments: { joinMinutes: 61 } });
    await waitFor({
      what: 'the end of the rebuild',
      timeoutMs: PATIENCE_MS,
      look: async () => {
        const { projection } = sourceListSchema.parse(
          await world.send('GET', '/api/fleet/sources'),
        );
        return projection.pending === 0 || undefined;
      },
    });
    expect(await tellAgain()).toEqual(before);
    expect(placesOf(await world.standings(MOVE))).toEqual(standings);
  });
});
