/** What the directory keeps of catalog entities. Pure. */
import {
  parseEntityRef,
  RELATION_CHILD_OF,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  CI_ENVIRONMENTS,
  DEMO,
  TIME_ZONE,
} from '@landfall/backstage-plugin-fleet-common';
import { originsOfEntity } from '@landfall/backstage-plugin-fleet-node';
import { attributionAnnotations } from './claims';
import { filterableOf, type FilterableEntity } from './filterable';
import type { ServiceOriginRow, ServiceRow, TeamRow } from './tables';
import { valueOf } from './match';

/** What the catalog says, as rows. */
export interface CatalogContents {
  services: Omit<ServiceRow, 'in_catalog' | 'missing_since'>[];
  teams: Omit<TeamRow, 'in_catalog' | 'missing_since'>[];
  /** Repositories, jobs and pagers of the services. */
  origins: ServiceOriginRow[];
  /** What filters over entities may ask of each service, by its reference. */
  filterable: Map<string, FilterableEntity>;
}

/** Fields of entities that {@link contentsOf} reads; the catalog sends no others. */
export const entityFields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.description',
  'metadata.annotations',
  'metadata.labels',
  'metadata.tags',
  'spec',
  'relations',
];

/**
 * Makes rows of entities: components, groups, and the systems between a component and its domain.
 *
 * @param options.demo - whether made-up entities count.
 */
export function contentsOf(
  entities: readonly Entity[],
  options: { serviceTypes: readonly string[]; demo: boolean },
): CatalogContents {
  const counted = entities.filter(entity => options.demo || !isDemo(entity));
  const ofKind = (kind: string) =>
    counted.filter(entity => entity.kind.toLowerCase() === kind);
  const teams = ofKind('group').map(toTeam);
  const titles = new Map(teams.map(team => [team.ref, team.title]));
  const domains = new Map(
    ofKind('system').map(system => [refOf(system), domainOf(system)]),
  );
  const components = ofKind('component');
  return {
    teams,
    origins: components.flatMap(originRowsOf),
    filterable: new Map(
      components.map(entity => [refOf(entity), filterableOf(entity)]),
    ),
    services: components.map(entity => {
      const owner =
        related(entity, RELATION_OWNED_BY) ??
        refIn(entity, text(entity.spec?.owner), 'group');
      const system = systemOf(entity);
      const annotations = attributionAnnotationsOf(entity);
      const type = text(entity.spec?.type);
      return {
        ...named(entity),
        kind: 'component',
        namespace: namespaceOf(entity),
        owner,
        owner_title: owner && (titles.get(owner) ?? parseEntityRef(owner).name),
        system,
        domain: (system && domains.get(system)) ?? null,
        type,
        lifecycle: text(entity.spec?.lifecycle),
        tier: text(entity.spec?.tier) ?? text(entity.metadata.labels?.tier),
        annotations: JSON.stringify(annotations),
        expected:
          Object.keys(annotations).length > 0 ||
          (type !== null && options.serviceTypes.includes(type)),
      };
    }),
  };
}

function toTeam(entity: Entity): CatalogContents['teams'][number] {
  return {
    ...named(entity),
    parent:
      related(entity, RELATION_CHILD_OF) ??
      refIn(entity, text(entity.spec?.parent), 'group'),
    time_zone: timeZoneOf(entity),
  };
}

/** Longer than any name of a time zone. */
const MAX_ZONE = 100;

function timeZoneOf(entity: Entity): string | null {
  const given = valueOf(entity.metadata.annotations ?? {}, TIME_ZONE)?.trim();
  return given ? given.slice(0, MAX_ZONE) : null;
}

function named(entity: Entity) {
  const { profile } = entity.spec ?? {};
  const displayName =
    profile && typeof profile === 'object' && !Array.isArray(profile)
      ? text(profile.displayName)
      : null;
  const { name } = entity.metadata;
  const title = text(entity.metadata.title) ?? displayName ?? name;
  return {
    ref: refOf(entity),
    name,
    title,
    description: text(entity.metadata.description) ?? '',
    search_text: `${name} ${title}`.toLowerCase(),
    demo: isDemo(entity),
  };
}

function isDemo(entity: Entity): boolean {
  return entity.metadata.annotations?.[DEMO] === 'true';
}

function attributionAnnotationsOf(entity: Entity): Record<string, string> {
  const given = entity.metadata.annotations ?? {};
  return Object.fromEntries(
    attributionAnnotations.flatMap(name => {
      const value = valueOf(given, name);
      return value ? [[name, value]] : [];
    }),
  );
}

function originRowsOf(entity: Entity): ServiceOriginRow[] {
  const annotations = entity.metadata.annotations ?? {};
  const environments = JSON.stringify(ciEnvironmentsOf(annotations));
  const origins = originsOfEntity(annotations);
  return [...new Map(origins.map(one => [one.origin, one])).values()].map(
    one => ({
      service: refOf(entity),
      origin: one.origin,
      directories: JSON.stringify(
        one.kind === 'repository' ? one.directories : [],
      ),
      environments,
    }),
  );
}

/** The environments of CI that an entity says are its, each once. */
export function ciEnvironmentsOf(
  annotations: Readonly<Record<string, string>>,
): string[] {
  const given = (valueOf(annotations, CI_ENVIRONMENTS) ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
  return [...new Set(given)].sort();
}

function systemOf(entity: Entity): string | null {
  return (
    related(entity, RELATION_PART_OF, 'system') ??
    refIn(entity, text(entity.spec?.system), 'system')
  );
}

function domainOf(system: Entity): string | null {
  return (
    related(system, RELATION_PART_OF, 'domain') ??
    refIn(system, text(system.spec?.domain), 'domain')
  );
}

function refOf(entity: Entity): string {
  return stringifyEntityRef(entity).toLowerCase();
}

function namespaceOf(entity: Entity): string {
  return (entity.metadata.namespace ?? 'default').toLowerCase();
}

function related(entity: Entity, type: string, kind?: string): string | null {
  const relation = (entity.relations ?? []).find(
    one =>
      one.type === type &&
      (!kind || one.targetRef.toLowerCase().startsWith(`${kind}:`)),
  );
  return relation?.targetRef.toLowerCase() ?? null;
}

/** A reference as somebody wrote it into a spec, made full; null where it is none. */
function refIn(
  entity: Entity,
  written: string | null,
  defaultKind: string,
): string | null {
  if (!written) {
    return null;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(written, {
        defaultKind,
        defaultNamespace: namespaceOf(entity),
      }),
    ).toLowerCase();
  } catch {
    // The catalog itself could not make a relation of it either, so there is nobody it could name.
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
