/** What is told of services rather than of workloads: their traffic on each platform, and their load tests. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { Chance } from '../chance';
import type { DemoService } from '../company/types';
import type { Journey } from './journey';
import { MOVE } from './plan';
import { rateOf, type Story } from './story';

/** Traffic of a service on both platforms, every change as a version, in order of time. */
export function trafficOf(
  seed: string,
  service: DemoService,
  options: { journey: Journey; since: number },
): ObservationInput[] {
  const { journey, since } = options;
  const rate = rateOf(seed, service);
  if (rate === 0) return [];
  const isOfHelios = journey.bornOnHeliosAt !== null;
  const beginsAt = journey.bornOnHeliosAt ?? since;
  const told: ObservationInput[] = isOfHelios
    ? [traffic(service, 'helios', { at: beginsAt, since: beginsAt, rate })]
    : [];
  for (const { at, share } of journey.shares) {
    const toldAt = Math.max(at, since);
    told.push(
      traffic(service, 'kubernetes', {
        at: Math.max(journey.servingAt, since),
        since: toldAt,
        rate: rate * share,
      }),
    );
    if (isOfHelios && share > 0) {
      told.push(
        traffic(service, 'helios', {
          at: beginsAt,
          since: toldAt,
          rate: rate * (1 - share),
        }),
      );
    }
    if (isOfHelios && share === 0 && at > journey.servingAt) {
      told.push(
        traffic(service, 'helios', { at: beginsAt, since: toldAt, rate }),
      );
    }
  }
  if (isOfHelios && Number.isFinite(journey.removedAt)) {
    told.push(
      traffic(service, 'helios', {
        at: beginsAt,
        since: journey.removedAt,
        rate: 0,
        ended: true,
      }),
    );
  }
  return told.filter(one => Number.isFinite(one.version));
}

function traffic(
  service: DemoService,
  platform: string,
  told: { at: number; since: number; rate: number; ended?: boolean },
): ObservationInput {
  const { at, since, rate, ended = false } = told;
  return {
    kind: 'traffic',
    key: `traffic:${service.name}:${platform}`,
    version: Math.round(since),
    at: Math.round(at),
    ended,
    endedAt: ended ? Math.round(since) : null,
    service: refOf(service),
    body: {
      platform,
      requestsPerSecond: Math.round(rate * 100) / 100,
      since: Math.round(since),
    },
  };
}

/** Load tests of a service, in order of time. */
export function testsOf(
  seed: string,
  service: DemoService,
  journey: Journey,
): ObservationInput[] {
  const chance = new Chance(seed, 'tests', service.name);
  return journey.tests.map(({ at, met }, index) => ({
    kind: 'validation',
    key: `load-test:${service.name}:${index + 1}`,
    version: Math.round(at),
    at: Math.round(at),
    ended: true,
    endedAt: Math.round(at),
    service: refOf(service),
    body: {
      rule: 'load_test',
      result: met ? 'met' : 'not_met',
      migration: MOVE.id,
      peakRate: Math.round(
        Math.max(rateOf(seed, service), 5) * (met ? 2 : 0.8),
      ),
      durationSeconds: chance.whole(10, 60) * 60,
    },
  }));
}

function refOf(service: DemoService): string {
  return `component:default/${service.name}`;
}

/** All that one teller says of a company in order of time, also of what is yet to come. */
export function toldOf(
  kind: 'traffic' | 'tests',
  options: {
    seed: string;
    services: readonly DemoService[];
    story: Story;
  },
): ObservationInput[] {
  const { seed, services, story } = options;
  return services
    .flatMap(service => {
      const journey = story.journeys.get(service.name);
      if (!journey) return [];
      return kind === 'traffic'
        ? trafficOf(seed, service, { journey, since: story.since })
        : testsOf(seed, service, journey);
    })
    .sort((a, b) => a.version - b.version);
}
