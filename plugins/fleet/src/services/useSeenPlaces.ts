import type { ServiceList } from '@landfall/backstage-plugin-fleet-common';
import { useEffect, useState } from 'react';
import type { ServiceFilters } from '../url/serviceQuery';

/** Names by which a list of services can be filtered. */
export interface SeenPlaces {
  platform: string[];
  cluster: string[];
  environment: string[];
}

const NONE: SeenPlaces = { platform: [], cluster: [], environment: [] };

/**
 * Collects the platforms, clusters and environments of all services seen since the page was opened, so that choosing one does not make
 * the others disappear from the choice.
 */
export function useSeenPlaces(
  list: ServiceList | undefined,
  filters: ServiceFilters,
  platforms: string[] = [],
): SeenPlaces {
  const [seen, setSeen] = useState(NONE);
  useEffect(() => {
    const targets = list?.items.flatMap(service => service.targets) ?? [];
    setSeen(old => {
      const next = {
        platform: union(old.platform, [
          ...targets.map(target => target.platform),
          ...platforms,
        ]),
        cluster: union(
          old.cluster,
          targets.map(target => target.cluster),
        ),
        environment: union(
          old.environment,
          targets.flatMap(target => target.environment ?? []),
        ),
      };
      const same = (Object.keys(next) as (keyof SeenPlaces)[]).every(
        name => next[name].length === old[name].length,
      );
      return same ? old : next;
    });
    // The names of the platforms, not the array that holds them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [list, platforms.join()]);
  return {
    platform: union(seen.platform, filters.platform),
    cluster: union(seen.cluster, filters.cluster),
    environment: union(seen.environment, filters.environment),
  };
}

function union(one: string[], other: string[]): string[] {
  return [...new Set([...one, ...other])].sort((a, b) => a.localeCompare(b));
}
