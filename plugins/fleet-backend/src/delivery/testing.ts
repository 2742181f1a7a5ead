/** Made-up rollouts for tests. */
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ContainerImage } from '@landfall/backstage-plugin-fleet-node';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import * as fc from 'fast-check';
import { referencesOf } from './artefact';
import type { ServiceRollout } from './deployments';
import type { RolloutFact } from './rollout';

/** Noon of a Wednesday, UTC: `definitions.md` leaves the moment to us. */
export const NOON = Date.UTC(2026, 10, 18, 12);
/** Milliseconds of a minute. */
export const MINUTE = 60_000;

/** One container `app` with an image, such as `shop/cart:v1`. */
export function app(reference: string, digest?: string): ContainerImage[] {
  return [{ container: 'app', reference, ...(digest ? { digest } : {}) }];
}

/** A rollout that succeeded a minute after its start, but for what is given. `minute` is its start after {@link NOON}. */
export function rollout(
  given: Partial<Omit<RolloutFact, 'references'>> & {
    minute?: number;
    image?: string;
    digest?: string;
  } = {},
): RolloutFact {
  const { minute = 0, image = 'shop/cart:v1', digest, ...rest } = given;
  const at = rest.at ?? instant(NOON + minute * MINUTE);
  const images = rest.images ?? app(image, digest);
  return {
    id: `r${minute}`,
    at,
    finishedAt: instant(at + MINUTE),
    ended: true,
    estimated: { start: false, finish: false },
    backfilled: false,
    incarnation: 'a',
    revision: minute,
    configuration: 'c1',
    reported: 'succeeded',
    overdueSince: null,
    crashLoopingSince: null,
    ...rest,
    images,
    references: referencesOf(images),
  };
}

/** A rollout of a service in production, explained as a succeeded release, but for what is given. */
export function part(
  given: Parameters<typeof rollout>[0] & Partial<ServiceRollout> = {},
): ServiceRollout {
  const fact = rollout(given);
  return {
    ...fact,
    id: `${given.target ?? 'eu'}-${fact.id}`,
    placedAt: fact.at,
    digests: {},
    firstArtefact: true,
    firstConfiguration: true,
    class: given.class ?? 'release',
    outcome: given.outcome ?? fact.reported,
    version: given.version ?? 'v1',
    previousVersion: given.previousVersion ?? null,
    target: given.target ?? 'eu',
    environment:
      given.environment === undefined ? 'production' : given.environment,
    production: given.production ?? true,
  };
}

/** Histories of one target: few artefacts and configurations, recreations, ties, estimates that contradict revisions. */
export const histories: fc.Arbitrary<RolloutFact[]> = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 90 }),
      revision: fc.integer({ min: 0, max: 30 }),
      incarnation: fc.constantFrom('a', 'b'),
      image: fc.constantFrom('shop/cart:v1', 'shop/cart:v2', 'shop/cart:main'),
      digest: fc.constantFrom(undefined, 'sha256:1', 'sha256:2'),
      configuration: fc.constantFrom('c1', 'c2'),
      reported: fc.constantFrom(
        'succeeded' as const,
        'failed' as const,
        'superseded' as const,
        'in_progress' as const,
        'unknown' as const,
      ),
      overdue: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map(given =>
    given.map(({ overdue, ...rest }, i) =>
      rollout({
        ...rest,
        id: `r${i}`,
        overdueSince: overdue ? instant(NOON + rest.minute * MINUTE) : null,
        ended: rest.reported !== 'in_progress',
      }),
    ),
  );
