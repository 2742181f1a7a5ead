import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { fillIn, QUALITY_SENTENCES } from './quality';
import {
  groupFindings,
  placeFinding,
  qualityMetrics,
  type PlacedFinding,
  type QualityContext,
} from './qualityGroups';
import type { QualityFinding, QualityKind } from './types';

const SERVICE = 'component:default/cart';
const REPOSITORY = 'github.com/acme/cart';
const KINDS = Object.keys(QUALITY_SENTENCES) as QualityKind[];

const context: QualityContext = {
  service: SERVICE,
  repository: REPOSITORY,
  deployments: new Map([
    ['live', { at: instant(10), production: true, unseenIn: 'kubernetes/eu' }],
    ['tried', { at: instant(20), production: false, unseenIn: null }],
  ]),
  ci: new Map([
    ['ci', { at: instant(30), production: true, link: 'https://ci.example/1' }],
  ]),
  incidents: new Map([
    ['incident', { at: instant(40), link: 'https://pager.example/1' }],
  ]),
};

const place = (
  finding: Partial<QualityFinding>,
  patch: Partial<QualityContext> = {},
) =>
  placeFinding(
    {
      kind: 'version_without_commit',
      what: 'live',
      detail: {},
      improves: 1,
      ...finding,
    },
    { ...context, ...patch },
  );

describe('what one person mends in one act', () => {
  it('is an environment of CI for all services, since one line maps it', () => {
    const detail = { environment: 'canary', origin: REPOSITORY };
    const kind = 'unmapped_ci_environment';
    expect(place({ kind, what: 'ci', detail }).place).toEqual({
      kind: 'environment',
      name: 'canary',
    });
  });

  it('is the pipeline or the history of a repository, and the service where no one repository is known', () => {
    expect(place({}).place).toEqual({ kind: 'origin', name: REPOSITORY });
    expect(place({}, { repository: null }).place).toEqual({
      kind: 'service',
      name: SERVICE,
    });
    const ofJob = { environment: 'production', origin: 'jenkins:default/cart' };
    expect(
      place({ kind: 'ci_without_version', what: 'ci', detail: ofJob }).place,
    ).toEqual({ kind: 'origin', name: 'jenkins:default/cart' });
    // Reported for the service itself.
    expect(
      place({ kind: 'ci_without_version', what: 'ci', detail: { origin: '' } })
        .place,
    ).toEqual({ kind: 'service', name: SERVICE });
  });

  it('is a gap in what was seen of a cluster, whatever was rolled out in it', () => {
    expect(place({ kind: 'unknown_finish' }).place).toEqual({
      kind: 'cluster',
      name: 'kubernetes/eu',
    });
  });

  it('tells the clocks of deployments from the times of incidents', () => {
    const kind = 'time_in_the_future';
    expect(place({ kind }).place.kind).toBe('service');
    expect(place({ kind, what: 'incident' }).place.kind).toBe('incidents');
    expect(qualityMetrics(kind, 'service')).toContain('deployment_frequency');
    expect(qualityMetrics(kind, 'incidents')).toEqual([
      'time_to_resolution',
      'time_to_acknowledge',
    ]);
  });

  it('is what a version lacks, also for the next version that cannot be compared with it', () => {
    const kind = 'unknown_base';
    const groups = groupFindings([
      place({ detail: { version: 'v1' } }),
      place({ kind, what: 'next', detail: { version: 'v1' } }),
      place({ kind, what: 'other', detail: { commit: 'abc' } }),
    ]);
    expect(groups.map(one => [one.kind, one.records])).toEqual([
      ['version_without_commit', 2],
      ['unknown_commit', 1],
    ]);
  });

  it('improves no number where nothing of it was in production', () => {
    expect(place({}).improves).toBe(1);
    expect(place({ what: 'tried' }).improves).toBe(0);
    const [group] = groupFindings([place({ what: 'tried' })]);
    expect(group).toMatchObject({ records: 1, improves: 0, metrics: [] });
    const [both] = groupFindings([place({}), place({ what: 'tried' })]);
    expect(both).toMatchObject({ records: 2, improves: 1 });
    expect(both.metrics).toContain('lead_time');
  });

  it('leads to the deployment, to CI or to the incident that it is of', () => {
    expect(place({})).toMatchObject({ deployment: 'live', at: 10, link: null });
    expect(
      place({
        kind: 'negative_lead_time',
        what: 'a'.repeat(40),
        detail: { deployment: 'live' },
      }),
    ).toMatchObject({ deployment: 'live', at: 10 });
    expect(place({ kind: 'ci_without_rollout', what: 'ci' })).toMatchObject({
      deployment: null,
      at: 30,
      link: 'https://ci.example/1',
    });
    expect(
      place({ kind: 'incident_ends_before_it_begins', what: 'incident' }),
    ).toMatchObject({ at: 40, link: 'https://pager.example/1' });
  });

  it('has no time where the record claims one that cannot be', () => {
    const incidents = new Map([['incident', { at: instant(-5), link: null }]]);
    const [group] = groupFindings([
      place({ kind: 'time_before_the_epoch', what: 'incident' }, { incidents }),
    ]);
    expect(group).toMatchObject({ since: null, latest: null });
  });
});

const findings = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...KINDS),
      what: fc.constantFrom('live', 'tried', 'ci', 'incident', 'unknown'),
      environment: fc.constantFrom('qa', 'canary'),
      improves: fc.nat(5),
    })
    .map(({ environment, ...finding }) =>
      place({ ...finding, detail: { environment, origin: REPOSITORY } }),
    ),
  { maxLength: 40 },
);

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

describe('the things to mend of a service', () => {
  it('add up to its records, each in one of them', () => {
    fc.assert(
      fc.property(findings, (given: PlacedFinding[]) => {
        const groups = groupFindings(given);
        expect(sum(groups, one => one.records)).toBe(given.length);
        expect(sum(groups, one => one.improves)).toBe(
          sum(given, one => one.improves),
        );
        const names = groups.map(one => JSON.stringify([one.kind, one.place]));
        expect(new Set(names).size).toBe(groups.length);
        for (const group of groups) {
          const own = given.filter(
            one =>
              one.act === group.kind &&
              one.place.kind === group.place.kind &&
              one.place.name === group.place.name,
          );
          expect(own).toHaveLength(group.records);
          const times = own.flatMap(({ at }) => at ?? []);
          expect(group.since).toBe(times.length ? Math.min(...times) : null);
          expect(group.latest).toBe(times.length ? Math.max(...times) : null);
        }
      }),
    );
  });

  it('are the same in whatever order the records come', () => {
    fc.assert(
      fc.property(findings, given => {
        const groups = groupFindings(given);
        expect(groupFindings([...given].reverse())).toEqual(groups);
        const improved = groups.map(one => one.metrics.length);
        expect(improved).toEqual([...improved].sort((a, b) => b - a));
      }),
    );
  });
});

describe('what is said of a kind', () => {
  it('is what is wrong, what is wrong at a place, and what to do, in sentences', () => {
    for (const { problem, together, remedy } of Object.values(
      QUALITY_SENTENCES,
    )) {
      for (const sentence of [problem, together, remedy]) {
        expect(sentence).toMatch(/^[A-Z{].*\.$/);
      }
      expect(fillIn(together, { place: 'Cart' })).toContain('Cart');
      expect(fillIn(together, { place: 'Cart' })).not.toMatch(/[{}]/);
    }
  });

  it('keeps what no parameter fills', () => {
    expect(fillIn('{one} and {two}', { one: 1 })).toBe('1 and {two}');
  });
});
