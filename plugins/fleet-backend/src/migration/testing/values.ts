/** What the made-up lives of a service are made of. */
import {
  instant,
  migrationDefinitionSchema,
  type Instant,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import { resolveDefinition } from '../resolve';
import type {
  CatalogFacts,
  FoldEnvironment,
  ResolvedDefinition,
  TargetSight,
} from '../types';

/** Monday, 2 November 2026, noon UTC. */
export const NOON = instant(Date.UTC(2026, 10, 2, 12));
/** Milliseconds. */
export const MINUTE = 60_000;
/** Milliseconds. */
export const HOUR = 60 * MINUTE;
/** Milliseconds. */
export const DAY = 24 * HOUR;
/** The service of all tests. */
export const SERVICE = 'component:default/cart-api';

/** An instant so many ms after {@link NOON}. */
export function after(ms: number): Instant {
  return instant(NOON + ms);
}

/** A definition from Helios to Kubernetes that began a month before, but for what is given. */
export function definition(
  given: Partial<MigrationDefinitionInput> = {},
): ResolvedDefinition {
  return resolveDefinition(
    migrationDefinitionSchema.parse({
      id: 'helios-to-kubernetes',
      title: 'Helios to Kubernetes',
      template: 'helios-to-kubernetes',
      owner: 'group:default/platform',
      start: '2026-10-01',
      target: '2027-06-30',
      // Tests name the rules that they are about.
      validation: [],
      ...given,
    }),
  );
}

/** An environment in UTC whose filters compare fields of the entity, with versions of the definition in order. */
export function environmentOf(
  ...versions: readonly ResolvedDefinition[]
): FoldEnvironment {
  return {
    definition: version => versions[version - 1],
    matchesEntity: (filter, entity) =>
      Object.entries(filter).every(([key, value]) => entity[key] === value),
    startOfDay: day => instant(Date.parse(`${day}T00:00:00Z`)),
    endOfDay: day => instant(Date.parse(`${day}T00:00:00Z`) + DAY),
  };
}

/** What the catalog says, but for what is given. */
export function catalog(given: Partial<CatalogFacts> = {}): CatalogFacts {
  return {
    entity: {},
    owner: 'group:default/checkout',
    system: 'shop',
    domain: 'commerce',
    tier: '1',
    expected: false,
    inCatalog: true,
    ...given,
  };
}

/** A target on a platform in production with three ready instances, but for what is given. */
export function sight(
  platform: string,
  given: Partial<TargetSight> = {},
): TargetSight {
  const cluster = given.cluster ?? 'eu';
  const workload = given.workload ?? 'cart-api';
  const at = given.at ?? after(-100 * DAY);
  return {
    target: `${platform}/${cluster}/default/Deployment/${workload}`,
    source: platform,
    scope: cluster,
    platform,
    cluster,
    namespace: 'default',
    workloadKind: 'Deployment',
    workload,
    environment: 'production',
    production: true,
    incarnation: 'a',
    images: [{ container: 'app', reference: 'shop/cart:v1' }],
    containers: [],
    labels: {},
    annotations: {},
    ready: 3,
    desired: 3,
    paused: false,
    at,
    since: at,
    ended: false,
    endedAt: null,
    ...given,
  };
}
