/**
 * Which service a target belongs to. Pure.
 *
 * First by the annotations of Backstage's Kubernetes plugin: an entity claims the workloads that carry its
 * `backstage.io/kubernetes-id` as a label or annotation, or that its `backstage.io/kubernetes-label-selector` selects, within
 * the namespace and cluster to which it limits itself. If no entity claims a workload, by the mappings of the configuration, of which
 * the first that applies counts. What matches nothing, or two things, is said with the reason, never guessed.
 */
import {
  KUBERNETES_CLUSTER,
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
} from '@landfall/backstage-plugin-fleet-common';
import type { ServiceMapping } from './config';
import { parseLabelSelector, selects, type Requirement } from './labelSelector';
import { compileMatch, valueOf, type TargetFacts } from './match';
import { remedyFor } from './remedy';

/** A component of the catalog that is there. */
export interface EntityFacts {
  ref: string;
  annotations: Readonly<Record<string, string>>;
}

/** To whom a target belongs, or why to nobody. */
export type Attribution =
  | {
      service: string;
      reason: 'matched';
      /** It was so all along, whatever it belonged to before. */
      correction: boolean;
    }
  | {
      service: null;
      reason: 'no_match' | 'several_match' | 'unknown_entity';
      /** The services that claim it (`several_match`), or the name that matches none (`unknown_entity`). */
      candidates: string[];
      /** Text that would mend it, ready to copy. */
      remedy: string;
    };

/** What attribution knows, compiled for many targets. */
export type Attributor = (target: TargetFacts) => Attribution;

/** Compiles entities and mappings, so that a target costs the few entities that could claim it. */
export function compileAttributor(options: {
  entities: readonly EntityFacts[];
  mappings: readonly ServiceMapping[];
}): Attributor {
  const claims = new Claims(options.entities);
  const known = new Set(options.entities.map(entity => entity.ref));
  const mappings = options.mappings.map(mapping => ({
    mapping,
    matches: compileMatch(mapping.match),
  }));

  const byMapping = (target: TargetFacts) => {
    for (const { mapping, matches } of mappings) {
      const ref = matches(target) ? fill(mapping.service, target) : null;
      if (ref !== null) {
        return { ref: ref.toLowerCase(), correction: mapping.correction };
      }
    }
    return null;
  };

  return target => {
    const claimants = claims.of(target);
    if (claimants.length === 1) {
      return { service: claimants[0], reason: 'matched', correction: false };
    }
    if (claimants.length > 1) {
      return unmatched(target, 'several_match', claimants);
    }
    const mapped = byMapping(target);
    if (mapped && known.has(mapped.ref)) {
      return {
        service: mapped.ref,
        reason: 'matched',
        correction: mapped.correction,
      };
    }
    const name = mapped?.ref ?? kubernetesIds(target)[0];
    return name === undefined
      ? unmatched(target, 'no_match', [])
      : unmatched(target, 'unknown_entity', [name]);
  };
}

function unmatched(
  target: TargetFacts,
  reason: 'no_match' | 'several_match' | 'unknown_entity',
  candidates: string[],
): Attribution {
  return {
    service: null,
    reason,
    candidates,
    remedy: remedyFor(target, { reason, candidates }),
  };
}

/** The annotations that say which workloads are an entity's: all that attribution reads of it. */
export const attributionAnnotations = [
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
  KUBERNETES_CLUSTER,
] as const;

/** The ids that a workload carries, as a label or as an annotation. */
function kubernetesIds(target: TargetFacts): string[] {
  const ids = [target.labels, target.annotations].flatMap(
    record => valueOf(record, KUBERNETES_ID) ?? [],
  );
  return [...new Set(ids)];
}

/** Which entities claim a workload, found through the id or one label that a selector demands. */
class Claims {
  readonly #byId = new Map<string, EntityFacts[]>();
  readonly #byLabel = new Map<string, SelectorClaim[]>();
  readonly #others: SelectorClaim[] = [];

  constructor(entities: readonly EntityFacts[]) {
    for (const entity of entities) {
      const id = valueOf(entity.annotations, KUBERNETES_ID);
      if (id) {
        append(this.#byId, id, entity);
      }
      const text = valueOf(entity.annotations, KUBERNETES_LABEL_SELECTOR);
      const requirements = text ? parseLabelSelector(text) : null;
      if (requirements) {
        this.#addSelector({ entity, requirements });
      }
    }
  }

  #addSelector(claim: SelectorClaim) {
    const demanded = claim.requirements.find(one => one.operator === 'in');
    if (demanded?.operator !== 'in') {
      this.#others.push(claim);
      return;
    }
    for (const value of new Set(demanded.values)) {
      append(this.#byLabel, labelKey(demanded.key, value), claim);
    }
  }

  /** Entity references, each once, in order. */
  of(target: TargetFacts): string[] {
    const byId = kubernetesIds(target).flatMap(id => this.#byId.get(id) ?? []);
    const bySelector = [
      ...Object.entries(target.labels).flatMap(
        ([key, value]) => this.#byLabel.get(labelKey(key, value)) ?? [],
      ),
      ...this.#others,
    ]
      .filter(claim => selects(claim.requirements, target.labels))
      .map(claim => claim.entity);
    const refs = [...byId, ...bySelector]
      .filter(entity => isWithinLimits(entity, target))
      .map(entity => entity.ref);
    return [...new Set(refs)].sort();
  }
}

interface SelectorClaim {
  entity: EntityFacts;
  requirements: readonly Requirement[];
}

function labelKey(key: string, value: string): string {
  return JSON.stringify([key, value]);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V) {
  const list = map.get(key);
  if (list) {
    list.push(value);
  } else {
    map.set(key, [value]);
  }
}

function isWithinLimits(entity: EntityFacts, target: TargetFacts): boolean {
  const namespace = valueOf(entity.annotations, KUBERNETES_NAMESPACE);
  const cluster = valueOf(entity.annotations, KUBERNETES_CLUSTER);
  return (
    (!namespace || namespace === target.namespace) &&
    (!cluster || cluster === target.cluster)
  );
}

/** Fills the placeholders of a mapping; null where the target lacks a value for one. */
function fill(template: string, target: TargetFacts): string | null {
  let complete = true;
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = placeholder(name, target);
    complete &&= value !== undefined && value !== '';
    return value ?? '';
  });
  return complete ? filled : null;
}

function placeholder(name: string, target: TargetFacts): string | undefined {
  if (name.startsWith('label:')) {
    return valueOf(target.labels, name.slice('label:'.length));
  }
  if (name.startsWith('annotation:')) {
    return valueOf(target.annotations, name.slice('annotation:'.length));
  }
  const places: Readonly<Record<string, string>> = {
    platform: target.platform,
    cluster: target.cluster,
    namespace: target.namespace,
    workload: target.workload,
  };
  return valueOf(places, name);
}
