import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import {
  observationSchema,
  type ObservationKind,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { Timeline } from '../delivery/fact';
import { createStory } from '../migration/story';
import { createDemoCompany, withGeneration } from '../source';
import { factsOfCapacity } from './facts';

jest.setTimeout(120_000);

const OPTIONS = { seed: 'landfall', teams: 20, services: 200, days: 90 };
const NOW = Date.UTC(2026, 10, 20, 14, 3);
const TODAY = Math.floor(NOW / DAY_MS);
const company = createDemoCompany(OPTIONS);
const { seed } = withGeneration(OPTIONS);
const given = {
  seed,
  services: company.services,
  story: createStory({ seed, company, startedAt: NOW }),
  startedAt: NOW,
  fromDay: TODAY - 89,
  toDay: TODAY + 1,
};

function toldUntil(now: number, options: Partial<typeof given> = {}) {
  const facts = [...factsOfCapacity({ ...given, ...options })].flat();
  return new Timeline({ facts, since: -Infinity })
    .take(now)
    .map(one => observationSchema.parse(one));
}

const all = toldUntil(NOW);

function every<K extends ObservationKind>(kind: K): ObservationOf<K>[] {
  return all.filter((one): one is ObservationOf<K> => one.kind === kind);
}

const capacity = every('capacity').map(({ at, body }) => ({ at, ...body }));
const usage = every('usage').map(({ at, body }) => ({ at, ...body }));
const sum = (values: readonly (number | null)[]) =>
  values.reduce<number>((total, one) => total + (one ?? 0), 0);

/** Of a platform over days before today. */
function ofPlatform(platform: string, days: { from: number; to: number }) {
  const hours = capacity.filter(
    one =>
      one.platform === platform &&
      one.at >= (TODAY - days.from) * DAY_MS &&
      one.at < (TODAY - days.to) * DAY_MS,
  );
  const total = (field: 'cpuUsedCores' | 'cpuAllocatableCores' | 'nodes') =>
    sum(hours.map(one => one[field]));
  return {
    nodes: total('nodes') / hours.length,
    used: total('cpuUsedCores') / total('cpuAllocatableCores'),
    perNode: sum(hours.map(one => one.workloads)) / total('nodes'),
  };
}

it('has an old platform that is used poorly, and a new one that is used well', () => {
  const lately = { from: 30, to: 0 };
  const [helios, kubernetes] = ['helios', 'kubernetes'].map(platform =>
    ofPlatform(platform, lately),
  );
  expect(helios.used).toBeGreaterThan(0.03);
  expect(helios.used).toBeLessThan(0.25);
  expect(kubernetes.used).toBeGreaterThan(0.3);
  expect(kubernetes.used).toBeLessThan(0.7);
  expect(kubernetes.perNode).toBeGreaterThan(2 * helios.perNode);
});

it('takes hosts of the old platform out as services leave, later than they do', () => {
  const before = ofPlatform('helios', { from: 89, to: 75 });
  const now = ofPlatform('helios', { from: 7, to: 0 });
  expect(now.nodes).toBeLessThan(before.nodes);
  expect(now.used).toBeLessThan(before.used);
});

it('never uses more than there is, nor sets aside more', () => {
  for (const one of capacity) {
    const { cpuUsedCores: used, cpuAllocatableCores: whole } = one;
    expect(used).toBeLessThanOrEqual(whole ?? 0);
    expect(one.cpuRequestedCores).toBeLessThanOrEqual(whole ?? 0);
  }
});

it('uses on a platform what its services use there, and what belongs to nobody', () => {
  for (const platform of ['helios', 'kubernetes']) {
    for (const at of [3, 15].map(hour => (TODAY - 3) * DAY_MS + hour * 3.6e6)) {
      const here = (one: { at: number; platform: string | null }) =>
        one.at === at && one.platform === platform;
      const ofServices = sum(usage.filter(here).map(one => one.cpuUsedCores));
      const ofClusters = sum(
        capacity.filter(here).map(one => one.cpuUsedCores),
      );
      expect(ofServices).toBeGreaterThan(0);
      expect(ofServices).toBeLessThanOrEqual(ofClusters + 1e-6);
      expect(ofServices).toBeGreaterThan(0.9 * ofClusters);
    }
  }
});

it('tells of services on the platform where they run, more of what is set aside being used on the new one', () => {
  const share = (platform: string) => {
    const here = usage.filter(one => one.platform === platform);
    return (
      sum(here.map(one => one.cpuUsedCores)) /
      sum(here.map(one => one.cpuRequestedCores))
    );
  };
  expect(share('kubernetes')).toBeGreaterThan(1.5 * share('helios'));
  const scaled = usage.filter(one => one.autoscaled);
  expect(scaled.length).toBeGreaterThan(0);
  expect(new Set(scaled.map(one => one.platform))).toEqual(
    new Set(['kubernetes']),
  );
});

it('is the same whenever it is planned, and tells the same of what is over where more of the past is wanted', () => {
  const services = company.services.slice(0, 40);
  const some = toldUntil(NOW, { services });
  expect(toldUntil(NOW, { services, toDay: given.toDay + 3 })).toEqual(some);
  const byKey = new Map(
    toldUntil(NOW, { services, fromDay: given.fromDay - 10 }).map(one => [
      one.key,
      one,
    ]),
  );
  expect(byKey.size).toBeGreaterThan(some.length);
  for (const one of some) expect(byKey.get(one.key)).toEqual(one);
});

it('is less than what clusters tell of rollouts and instances', () => {
  expect(capacity.length).toBeLessThan(2 * 3 * 91);
  expect(usage.length / company.services.length / 30).toBeLessThan(3);
});
