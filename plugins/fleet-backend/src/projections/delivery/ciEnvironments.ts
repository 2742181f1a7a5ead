import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { CiDeploymentFact } from '../../delivery/types';
import type { KeptCiEnvironment } from './tables';

/** A service is seldom deployed to more; jobs that make one up for each change would fill the table. */
const MAX_ENVIRONMENTS = 50;

/** Where CI deployed a service since then, each environment of a repository or job once, by their names. */
export function ciEnvironmentsOf(
  facts: readonly CiDeploymentFact[],
  options: { since: Instant },
): KeptCiEnvironment[] {
  const kept = new Map<string, KeptCiEnvironment>();
  for (const { at, origin, ciEnvironment, environment } of facts) {
    if (at >= options.since) {
      const one: KeptCiEnvironment = [origin, ciEnvironment, environment];
      kept.set(JSON.stringify(one), one);
    }
  }
  return [...kept]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_ENVIRONMENTS)
    .map(([, one]) => one);
}
