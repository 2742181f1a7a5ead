/** Made-up rollouts for tests. */
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ContainerImage } from '@landfall/backstage-plugin-fleet-node';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import * as fc from 'fast-check';
import { referencesOf } from './artefact';
import type { ServiceRollout } from './deployments';
import type { RolloutFact } from './rollout';
import type {
  CiDeploymentFact,
  CommitFact,
  DeploymentFact,
  DeploymentPart,
  IncidentFact,
  PullRequestFact,
} from './types';

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

/** The instant some minutes after {@link NOON}. */
export const minute = (minutes: number) => instant(NOON + minutes * MINUTE);

/** What CI tells of a deployment to production that succeeded in two minutes, but for what is given. */
export function ciDeployment(
  given: Partial<CiDeploymentFact> & { minute?: number } = {},
): CiDeploymentFact {
  const { minute: start = 0, ...rest } = given;
  return {
    id: `ci${start}`,
    origin: 'github.com/shop/cart',
    ciEnvironment: 'prod',
    environment: 'production',
    production: true,
    at: minute(start),
    finishedAt: minute(start + 2),
    outcome: 'succeeded',
    commit: null,
    ref: null,
    version: null,
    images: [],
    estimated: { start: false, finish: false },
    backfilled: false,
    link: null,
    ...rest,
  };
}

/** A commit `minute` minutes after {@link NOON}. */
export function commitFact(
  commit: string,
  given: Partial<CommitFact> & { minute?: number } = {},
): CommitFact {
  const { minute: at = 0, ...rest } = given;
  return {
    commit,
    parents: [],
    committedAt: minute(at),
    authoredAt: null,
    reverts: [],
    directories: null,
    link: null,
    ...rest,
  };
}

/** A pull request that was merged without more being known of it. */
export function pullRequest(
  number: number,
  given: Partial<PullRequestFact> = {},
): PullRequestFact {
  return {
    id: `pr${number}`,
    origin: 'github.com/shop/cart',
    number,
    openedAt: minute(0),
    readyAt: null,
    firstReviewAt: null,
    mergedAt: null,
    base: 'main',
    head: `feature-${number}`,
    labels: [],
    commits: null,
    mergeCommit: null,
    reverts: null,
    fixes: [],
    link: null,
    ...given,
  };
}

/** A deployment of a version to production on target `eu` that succeeded a minute after its start. Its commit is named as the version. */
export function deployment(
  version: string,
  given: Partial<DeploymentFact> & {
    minute?: number;
    configuration?: string;
    target?: string;
  } = {},
): DeploymentFact {
  const {
    minute: start = 0,
    configuration = 'c1',
    target = 'eu',
    ...rest
  } = given;
  const theClass = rest.class ?? 'release';
  const outcome = rest.outcome ?? 'succeeded';
  const startedAt = rest.startedAt ?? minute(start);
  const finishedAt =
    rest.finishedAt === undefined
      ? instant(startedAt + MINUTE)
      : rest.finishedAt;
  const only: DeploymentPart = {
    target,
    at: startedAt,
    revision: start,
    references: version,
    digests: {},
    configuration,
    class: theClass,
    outcome,
    finishedAt,
  };
  return {
    id: `d${start}`,
    environment: 'production',
    production: true,
    version,
    commit: { commit: version, how: 'image_tag', sure: 'confirmed' },
    class: theClass,
    outcome,
    failing: outcome === 'failed',
    counted: theClass !== 'restart' && (rest.production ?? true),
    startedAt,
    finishedAt,
    countedAt: finishedAt ?? startedAt,
    onlyCi: false,
    parts: [only],
    ...rest,
  };
}

/** An open incident of the service, opened `minute` minutes after {@link NOON}. */
export function incident(
  given: Partial<IncidentFact> & { minute?: number } = {},
): IncidentFact {
  const { minute: opened = 0, ...rest } = given;
  return {
    id: `i${opened}`,
    teller: 'pagerduty',
    key: `P${opened}`,
    own: true,
    openedAt: minute(opened),
    acknowledgedAt: null,
    resolvedAt: null,
    impactStartedAt: null,
    mergedInto: null,
    aliases: [],
    causedBy: { commits: [], versions: [] },
    title: '',
    severity: null,
    link: null,
    ...rest,
  };
}
