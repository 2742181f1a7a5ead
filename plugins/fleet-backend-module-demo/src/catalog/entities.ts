import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import {
  DEMO,
  GITHUB_PROJECT_SLUG,
  KUBERNETES_ID,
  PAGERDUTY_SERVICE_ID,
  SOURCE_PATHS,
  TIME_ZONE,
} from '@landfall/backstage-plugin-fleet-common';
import { SHARED_ID } from '../company/places';
import type { Company, DemoService } from '../company/types';
import { CODE_HOST, ON_CALL_PREFIX } from '../delivery/habits';

/** Where the entities say that they come from. */
const LOCATION = 'landfall-demo:company';

/** Tag of services that others call. */
export const RPC_TAG = 'rpc';

/** The team of the portal's guest. */
const GUEST_TEAM = 'payments';

/** Teams that work elsewhere than the portal does. */
const ABROAD: ReadonlyMap<string, string> = new Map([
  ['fraud', 'America/New_York'],
  ['search', 'Asia/Kolkata'],
]);

/** The made-up company as the catalog knows it: teams, a few users, systems and services. */
export function companyEntities(company: Company): Entity[] {
  const services = company.services;
  const teams = new Map(company.teams.map(team => [team.name, team]));
  const systems = new Map(services.map(one => [one.system, one.team]));
  const unseen = services.filter(service => !service.seen);
  // Two services claim the same workload, for somebody to mend.
  const claimants = new Set(unseen.slice(0, 2));
  return [
    ...company.teams.map(team =>
      entity({
        kind: 'Group',
        metadata: {
          name: team.name,
          description: `${team.title} of the made-up company.`,
          annotations: zoneOf(team.name),
        },
        spec: {
          type: team.parent ? 'team' : 'area',
          profile: { displayName: team.title },
          children: [],
          ...(team.parent ? { parent: team.parent } : {}),
        },
      }),
    ),
    ...(teams.has(GUEST_TEAM)
      ? [
          entity({
            kind: 'User',
            metadata: { name: 'guest' },
            spec: {
              profile: { displayName: 'Guest' },
              memberOf: [GUEST_TEAM],
            },
          }),
        ]
      : []),
    ...company.teams
      .filter(team => team.parent)
      .map(team =>
        entity({
          kind: 'User',
          metadata: { name: `${team.name}-lead` },
          spec: {
            profile: { displayName: `Lead of ${team.title}` },
            memberOf: [team.name],
          },
        }),
      ),
    ...[...systems].map(([name, owner]) =>
      entity({
        kind: 'System',
        metadata: { name },
        spec: { owner },
      }),
    ),
    ...services.map(service =>
      entity({
        kind: 'Component',
        metadata: {
          name: service.name,
          description: service.description,
          tags: service.serves ? [RPC_TAG] : [],
          annotations: {
            [KUBERNETES_ID]: claimants.has(service) ? SHARED_ID : service.name,
            ...codeOf(service),
            ...(service.habits.onCall && {
              [PAGERDUTY_SERVICE_ID]: `${ON_CALL_PREFIX}${service.name}`,
            }),
          },
        },
        spec: {
          type: 'service',
          lifecycle: 'production',
          owner: service.team,
          system: service.system,
        },
      }),
    ),
  ];
}

/** Where its code is, at a host whose name nobody can have. */
function codeOf({ habits }: DemoService): Record<string, string> {
  const { repository } = habits;
  if (!repository) return {};
  const { slug, directory } = repository;
  return {
    [GITHUB_PROJECT_SLUG]: slug,
    [ANNOTATION_SOURCE_LOCATION]: `url:https://${CODE_HOST}/${slug}`,
    ...(directory && { [SOURCE_PATHS]: directory }),
  };
}

function zoneOf(team: string): Record<string, string> {
  const zone = ABROAD.get(team);
  return zone === undefined ? {} : { [TIME_ZONE]: zone };
}

function entity(given: Pick<Entity, 'kind' | 'metadata' | 'spec'>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    ...given,
    metadata: {
      ...given.metadata,
      tags: ['demo', ...(given.metadata.tags ?? [])],
      annotations: {
        ...given.metadata.annotations,
        [DEMO]: 'true',
        [ANNOTATION_LOCATION]: LOCATION,
        [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
      },
    },
  };
}
