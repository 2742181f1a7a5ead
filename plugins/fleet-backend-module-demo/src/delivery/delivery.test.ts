import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import {
  observationSchema,
  originsOfEntity,
  type Observation,
  type ObservationKind,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { companyEntities } from '../catalog/entities';
import type { DemoService } from '../company/types';
import { createStory } from '../migration/story';
import { createDemoCompany, withGeneration } from '../source';
import { Timeline } from './fact';
import { originOf } from './repository';
import { factsOfCalls, factsOfCode } from './tellers';

jest.setTimeout(120_000);

const OPTIONS = { seed: 'landfall', teams: 20, services: 200, days: 90 };
const NOW = Date.UTC(2026, 10, 20, 14, 3);
const DAYS_TOLD = 30;
const company = createDemoCompany(OPTIONS);
const { seed } = withGeneration(OPTIONS);
const told = {
  seed,
  services: company.services,
  story: createStory({ seed, company, startedAt: NOW }),
  startedAt: NOW,
  fromDay: Math.floor(NOW / DAY_MS) - DAYS_TOLD,
  toDay: Math.floor(NOW / DAY_MS) + 1,
};

/** All that was told until an instant, newest versions only. */
function toldUntil(
  now: number,
  options: Partial<typeof told> = {},
): Observation[] {
  const given = { ...told, ...options };
  const facts = [...factsOfCode(given), ...factsOfCalls(given)].flat();
  return new Timeline({ facts, since: -Infinity })
    .take(now)
    .map(one => observationSchema.parse(one));
}

const all = toldUntil(NOW);

function every<K extends ObservationKind>(kind: K): ObservationOf<K>[] {
  return all.filter((one): one is ObservationOf<K> => one.kind === kind);
}

function called(name: string): DemoService {
  const found = company.services.find(one => one.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
}

function ofRepository<K extends ObservationKind>(
  kind: K,
  service: DemoService,
): ObservationOf<K>[] {
  const slug = service.habits.repository?.slug;
  return every(kind).filter(
    one =>
      slug !== undefined && 'origin' in one && one.origin === originOf(slug),
  );
}

describe('the code of the made-up company', () => {
  it('is told of the origins that the annotations of its services name', () => {
    const named = new Set(
      companyEntities(company).flatMap(({ metadata }) =>
        originsOfEntity(metadata.annotations ?? {}).map(({ origin }) => origin),
      ),
    );
    const used = new Set(
      all.flatMap(one => ('origin' in one && one.origin) || []),
    );
    expect([...used].filter(origin => !named.has(origin))).toEqual([]);
    expect(used.size).toBeGreaterThan(100);
  });

  it('has a history without holes: every parent is known, but for the first of what is told', () => {
    for (const name of ['cart-api', 'checkout-api', 'price-api']) {
      const changes = ofRepository('change', called(name));
      const known = new Set(changes.map(({ body }) => body.commit));
      expect(known.size).toBe(changes.length);
      const missing = changes.filter(
        ({ body }) => !body.parents?.every(parent => known.has(parent)),
      );
      expect(changes.length).toBeGreaterThan(5);
      expect(missing.length).toBeLessThanOrEqual(1);
    }
  });

  it('comes in by squash, merge and rebase, each as hosts do it', () => {
    const stylesSeen = new Set<string>();
    for (const service of company.services) {
      const { style, directory } = service.habits.repository ?? {};
      if (!style || directory || service.habits.oddity) continue;
      const changes = new Map(
        ofRepository('change', service).map(({ body }) => [body.commit, body]),
      );
      const merged = ofRepository('pull_request', service).filter(
        ({ body }) => body.state === 'merged' && body.commits?.length === 2,
      );
      for (const { body } of merged) {
        const landed = changes.get(body.mergeCommit ?? '');
        const originals = body.commits?.map(({ commit }) => commit) ?? [];
        expect(landed?.parents).toHaveLength(style === 'merge' ? 2 : 1);
        const stillThere = originals.filter(commit => changes.has(commit));
        expect(stillThere).toHaveLength(style === 'merge' ? 2 : 0);
        stylesSeen.add(style);
      }
    }
    expect([...stylesSeen].sort()).toEqual(['merge', 'rebase', 'squash']);
  });

  it('goes through pull requests in order: written, opened, reviewed, merged', () => {
    const requests = every('pull_request');
    for (const { at, body } of requests) {
      const [first] = body.commits ?? [];
      const times = [
        ...(first ? [first.committedAt] : []),
        body.readyAt ?? at,
        ...(body.firstReviewAt === null ? [] : [body.firstReviewAt]),
        ...(body.mergedAt === null ? [] : [body.mergedAt]),
      ];
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
    expect(new Set(requests.map(({ key }) => key)).size).toBe(requests.length);
    expect(requests.some(({ body }) => body.state === 'open')).toBe(true);
    expect(requests.some(({ body }) => body.labels.includes('hotfix'))).toBe(
      true,
    );
    expect(requests.some(({ body }) => body.reverts !== null)).toBe(true);
  });

  it('shares one repository where a team wants that, each service in a directory', () => {
    const services = company.services.filter(
      ({ team, seen }) => team === 'pricing' && seen,
    );
    const directories = new Set(
      ofRepository('change', services[0]).flatMap(
        ({ body }) => body.directories ?? [],
      ),
    );
    expect(services.length).toBeGreaterThan(3);
    for (const { habits } of services) {
      expect(habits.repository?.slug).toBe('commerce/pricing');
    }
    expect(directories.size).toBeGreaterThan(3);
  });
});

describe('the pipelines of the made-up company', () => {
  it('deploy, to staging and production, commits that the repository knows', () => {
    const cart = called('cart-api');
    const known = new Set(
      ofRepository('change', cart).map(({ body }) => body.commit),
    );
    const deployments = ofRepository('ci_deployment', cart);
    expect(deployments.length).toBeGreaterThan(50);
    for (const { body } of deployments) {
      expect(known).toContain(body.commit);
    }
    const everywhere = every('ci_deployment');
    expect(new Set(everywhere.map(({ body }) => body.environment))).toEqual(
      new Set(['production', 'staging', 'canary']),
    );
    const failed = everywhere.filter(({ body }) => body.outcome === 'failed');
    expect(failed.length).toBeGreaterThan(5);
    expect(failed.length).toBeLessThan(everywhere.length / 5);
  });

  it('run before they deploy, and each deployment names its run', () => {
    const runs = new Map(every('pipeline_run').map(one => [one.key, one]));
    for (const { at, body } of every('ci_deployment')) {
      const run = runs.get(body.pipelineRun ?? '');
      expect(run?.at).toBeLessThan(at);
    }
  });

  it('are told of some services only, and leave something to mend', () => {
    const silent = company.services.filter(
      ({ seen, habits }) => seen && !habits.pipeline,
    );
    expect(silent.length).toBeGreaterThan(5);
    expect(silent.length).toBeLessThan(40);
    expect(called('checkout-sync').habits.repository).toBeUndefined();
    const odd = company.services.filter(({ habits }) => habits.oddity);
    expect(new Set(odd.map(({ habits }) => habits.oddity)).size).toBe(5);
    expect(odd.length).toBeLessThan(company.services.length / 20);
    const says = (name: string) =>
      ofRepository('ci_deployment', called(name)).map(({ body }) => body);
    expect(says('ledger-worker').every(({ version }) => !version)).toBe(true);
    expect(
      says('cart-sync').every(({ version }) => version?.startsWith('build-')),
    ).toBe(true);
    expect(
      says('refund-worker').some(({ environment }) => environment === 'canary'),
    ).toBe(true);
  });
});

describe('those on call in the made-up company', () => {
  it('are called day and night, answer, and resolve nearly everything', () => {
    const incidents = every('incident');
    expect(incidents.length).toBeGreaterThan(40);
    const open = incidents.filter(({ ended }) => !ended);
    expect(open.length).toBeLessThan(10);
    expect(open.map(({ service }) => service)).toContain(
      'component:default/ledger-api',
    );
    const hours = new Set(
      every('page').map(({ at }) => new Date(at).getUTCHours()),
    );
    expect([...hours].some(hour => hour < 5)).toBe(true);
    expect([...hours].some(hour => hour > 9)).toBe(true);
    expect(every('ticket').length).toBeGreaterThan(20);
  });

  it('open one incident again, which is told as a correction', () => {
    const reopened = every('incident').filter(one => one.correction);
    expect(reopened).toMatchObject([
      { service: 'component:default/cart-gateway', ended: true },
    ]);
    const [{ at }] = reopened;
    const meanwhile = toldUntil(at + 3 * 3_600_000, {
      services: [called('cart-gateway')],
    }).find(({ key }) => key === reopened[0].key);
    expect(meanwhile).toMatchObject({ ended: false, endedAt: null });
  });

  it('are named by an annotation of each service that has somebody', () => {
    const annotated = companyEntities(company).flatMap(({ kind, metadata }) =>
      kind === 'Component' && metadata.annotations?.['pagerduty.com/service-id']
        ? [metadata.name]
        : [],
    );
    const covered = company.services.filter(({ habits }) => habits.onCall);
    expect(annotated).toEqual(covered.map(({ name }) => name));
    const alarmed = new Set(every('incident').map(({ service }) => service));
    expect(annotated.length).toBeGreaterThan(alarmed.size);
  });

  it('are not there for every service', () => {
    const calm = company.services.filter(
      ({ seen, habits }) => seen && !habits.onCall,
    );
    expect(calm.length).toBeGreaterThan(10);
    const troubled = new Set(every('incident').map(({ service }) => service));
    for (const { name } of calm) {
      expect(troubled).not.toContain(`component:default/${name}`);
    }
  });
});

describe('all of it', () => {
  // Every part is told on its own, so that some of them show as much as all.
  const services = company.services.slice(0, 50);
  const some = toldUntil(NOW, { services });
  const byKey = new Map(some.map(one => [one.key, one]));

  it('is the same whenever it is planned', () => {
    const later = toldUntil(NOW, { services, toDay: told.toDay + 5 });
    expect(later.length).toBe(some.length);
    for (const one of later) expect(one).toEqual(byKey.get(one.key));
  });

  it('tells the same of what is over, also of more of the past', () => {
    const more = toldUntil(NOW, { services, fromDay: told.fromDay - 10 });
    expect(more.length).toBeGreaterThan(some.length);
    const keys = new Set(more.map(({ key }) => key));
    expect(some.filter(({ key }) => !keys.has(key))).toEqual([]);
    const recent = more.filter(
      ({ kind, at }) => kind === 'pull_request' && at > NOW - 20 * DAY_MS,
    );
    for (const one of recent) expect(one).toEqual(byKey.get(one.key));
  });

  it('is not many times what clusters tell', () => {
    const ofPipelines = every('ci_deployment').length;
    expect(all.length).toBeLessThan(8 * ofPipelines);
    expect(all.length / company.services.length / DAYS_TOLD).toBeLessThan(3);
  });
});
