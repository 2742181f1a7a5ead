/** Made-up lives of a service on two platforms, drawn at random. */
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import * as fc from 'fast-check';
import type { Act } from '../types';
import { DAY, HOUR, MINUTE } from './values';

/** One thing that happens in the life of a service, so long after the one before. */
export interface Step {
  wait: number;
  event:
    | {
        kind: 'target';
        platform: 'helios' | 'kubernetes';
        cluster: 'eu' | 'us';
        ready: number;
        /** How much earlier it happened than it was learnt. */
        late: number;
      }
    | {
        kind: 'gone';
        platform: 'helios' | 'kubernetes';
        cluster: 'eu' | 'us';
        late: number;
      }
    | {
        kind: 'traffic';
        platform: 'helios' | 'kubernetes';
        rate: number;
        ended: boolean;
      }
    | { kind: 'test'; met: boolean; peakRate: number }
    | { kind: 'incident'; key: string; ended: boolean }
    | {
        kind: 'act';
        act: Act['act'];
        of: number;
        stage: 'side_by_side' | 'migrated';
        days: number;
      }
    | { kind: 'owner'; owner: string; inCatalog: boolean }
    | {
        kind: 'gap';
        platform: 'helios' | 'kubernetes';
        cluster: 'eu' | 'us';
        length: number;
      }
    | { kind: 'attribution'; cluster: 'eu' | 'us'; mine: boolean }
    | { kind: 'definition'; rules: boolean };
}

const platforms = fc.constantFrom('helios' as const, 'kubernetes' as const);
const clusters = fc.constantFrom('eu' as const, 'us' as const);
const late = fc.constantFrom(0, MINUTE, 10 * MINUTE);

const present = fc.record({
  kind: fc.constant('target' as const),
  platform: platforms,
  cluster: clusters,
  ready: fc.constantFrom(0, 1, 3),
  late,
});
const absent = fc.record({
  kind: fc.constant('gone' as const),
  platform: platforms,
  cluster: clusters,
  late,
});
const told = fc.record({
  kind: fc.constant('traffic' as const),
  platform: platforms,
  rate: fc.constantFrom(0, 0, 10, 500),
  ended: fc.constantFrom(false, false, true),
});
const other: fc.Arbitrary<Step['event']> = fc.oneof(
  fc.record({
    kind: fc.constant('test' as const),
    met: fc.boolean(),
    peakRate: fc.constantFrom(50, 500),
  }),
  fc.record({
    kind: fc.constant('incident' as const),
    key: fc.constantFrom('a', 'b'),
    ended: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('act' as const),
    act: fc.constantFrom(
      'override' as const,
      'request_exemption' as const,
      'approve_exemption' as const,
      'reject_exemption' as const,
      'block' as const,
      'unblock' as const,
      'sign_off' as const,
      'note' as const,
      'withdraw' as const,
    ),
    of: fc.nat(3),
    stage: fc.constantFrom('side_by_side' as const, 'migrated' as const),
    days: fc.constantFrom(1, 30, 400),
  }),
  fc.record({
    kind: fc.constant('owner' as const),
    owner: fc.constantFrom('group:default/a', 'group:default/b'),
    inCatalog: fc.constantFrom(true, true, true, false),
  }),
  fc.record({
    kind: fc.constant('attribution' as const),
    cluster: clusters,
    mine: fc.constantFrom(true, true, false),
  }),
  fc.record({ kind: fc.constant('definition' as const), rules: fc.boolean() }),
);
const unseen = fc.record({
  kind: fc.constant('gap' as const),
  platform: platforms,
  cluster: clusters,
  length: fc.constantFrom(5 * MINUTE, 2 * HOUR, 2 * DAY),
});

/** How long things take: at once, and around the spans that decide. */
const waits = fc.constantFrom(
  0,
  MINUTE,
  20 * MINUTE,
  HOUR,
  3 * HOUR,
  DAY,
  9 * DAY,
  40 * DAY,
);

/** Lives of a service on two platforms with two clusters each: with setbacks, gaps in looking, acts and changes of the definition. */
export const lives: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    wait: waits,
    event: fc.oneof(
      { weight: 5, arbitrary: present },
      { weight: 3, arbitrary: absent },
      { weight: 3, arbitrary: told },
      { weight: 3, arbitrary: other },
      { weight: 1, arbitrary: unseen },
    ),
  }),
  { maxLength: 30 },
);

/** Lives in which nothing but what is seen changes, and everything is looked at. */
export const seenLives: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ wait: waits, event: fc.oneof(present, absent, told) }),
  { maxLength: 20 },
);
