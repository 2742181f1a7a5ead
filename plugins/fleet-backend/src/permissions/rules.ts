import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { fleetServiceResourceRef } from './resource';

const refs = z.array(z.string()).max(1000);

/** Entity references ignore case. */
function lower(values: readonly string[]): string[] {
  return values.map(value => value.toLowerCase());
}

const isOwnedBy = createPermissionRule({
  name: 'IS_OWNED_BY',
  description: 'Services that one of these, or a team below one, owns',
  resourceRef: fleetServiceResourceRef,
  paramsSchema: z.object({
    claims: refs.describe('Full references of groups and users'),
  }),
  apply: (service, { claims }) =>
    lower(claims).some(claim => service.owners.includes(claim)),
  toQuery: ({ claims }) => ({ property: 'owner', oneOf: lower(claims) }),
});

const hasService = createPermissionRule({
  name: 'HAS_SERVICE',
  description: 'These services',
  resourceRef: fleetServiceResourceRef,
  paramsSchema: z.object({
    services: refs.describe('Full references of components'),
  }),
  apply: (service, { services }) => lower(services).includes(service.ref),
  toQuery: ({ services }) => ({ property: 'ref', oneOf: lower(services) }),
});

const hasSystem = createPermissionRule({
  name: 'HAS_SYSTEM',
  description: 'Services that are part of one of these systems',
  resourceRef: fleetServiceResourceRef,
  paramsSchema: z.object({
    systems: refs.describe('Full references of systems'),
  }),
  apply: (service, { systems }) =>
    service.system !== null && lower(systems).includes(service.system),
  toQuery: ({ systems }) => ({ property: 'system', oneOf: lower(systems) }),
});

const runsOn = createPermissionRule({
  name: 'RUNS_ON',
  description:
    'Services with a target on one of these platforms, or clusters, or both where both are given',
  resourceRef: fleetServiceResourceRef,
  paramsSchema: z.object({
    platforms: z.array(z.string()).max(1000).optional(),
    clusters: z.array(z.string()).max(1000).optional(),
  }),
  apply: (service, { platforms, clusters }) =>
    service.places.some(
      place =>
        (!platforms || platforms.includes(place.platform)) &&
        (!clusters || clusters.includes(place.cluster)),
    ),
  toQuery: ({ platforms, clusters }) => ({
    property: 'place',
    platforms,
    clusters,
  }),
});

/** The rules of the resource type `fleet-service`. */
export const fleetServiceRules = { isOwnedBy, hasService, hasSystem, runsOn };

const exported = createConditionExports({
  resourceRef: fleetServiceResourceRef,
  rules: fleetServiceRules,
});

/**
 * Conditions for policies: `isOwnedBy({claims})`, `hasService({services})`, `hasSystem({systems})` and
 * `runsOn({platforms, clusters})`.
 *
 * @public
 */
export const fleetServiceConditions = exported.conditions;

/**
 * Makes the conditional decision of a policy out of {@link fleetServiceConditions}.
 *
 * @public
 */
export const createFleetServiceConditionalDecision =
  exported.createConditionalDecision;
