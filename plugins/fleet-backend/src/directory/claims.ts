/** Which entities claim which workloads, by the annotations of Backstage's Kubernetes plugin. Pure. */
import {
  KUBERNETES_CLUSTER,
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
} from '@landfall/backstage-plugin-fleet-common';
import { parseLabelSelector, selects, type Requirement } from './labelSelector';
import { valueOf, type TargetFacts } from './match';

/** A component of the catalog that is there. */
export interface EntityFacts {
  ref: string;
  /** The newest look at the catalog did not find it, though it does not yet count as gone. */
  missing?: boolean;
  annotations: Readonly<Record<string, string>>;
}

/** The annotations that say which workloads are an entity's: all that attribution reads of it. */
export const attributionAnnotations = [
  KUBERNETES_ID,
  KUBERNETES_LABEL_SELECTOR,
  KUBERNETES_NAMESPACE,
  KUBERNETES_CLUSTER,
] as const;

/** The ids that a workload carries, as a label or as an annotation. */
export function kubernetesIds(target: TargetFacts): string[] {
  const ids = [target.labels, target.annotations].flatMap(
    record => valueOf(record, KUBERNETES_ID) ?? [],
  );
  return [...new Set(ids)];
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

/** Which entities claim a workload, found through the id or one label that a selector demands. */
export class Claims {
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

  /**
   * Entity references, each once, in order. One that the catalog is missing just now claims only what no other does: it may have been
   * renamed.
   */
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
    const all = [...byId, ...bySelector].filter(entity =>
      isWithinLimits(entity, target),
    );
    const present = all.filter(entity => !entity.missing);
    const refs = (present.length > 0 ? present : all).map(({ ref }) => ref);
    return [...new Set(refs)].sort();
  }
}
