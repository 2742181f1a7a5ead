/**
 * Which service a target belongs to. Pure.
 *
 * First by the annotations of Backstage's Kubernetes plugin: an entity claims the workloads that carry its
 * `backstage.io/kubernetes-id` as a label or annotation, or that its `backstage.io/kubernetes-label-selector` selects, within
 * the namespace and cluster to which it limits itself. If no entity claims a workload, by the mappings of the configuration, of which
 * the first that applies counts. What matches nothing, or two things, is said with the reason, never guessed.
 */
import { Claims, kubernetesIds, type EntityFacts } from './claims';
import type { ServiceMapping } from './config';
import { compileMatch, valueOf, type TargetFacts } from './match';
import { remedyFor } from './remedy';

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
