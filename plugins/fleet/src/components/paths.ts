import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import type { FailureRule } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { splitRef } from '../format/entities';
import { rootRouteRef } from '../routes';
import { SERVICE_TAB_PATH } from '../service/tabPath';

/** Addresses inside the portal. */
export interface FleetPaths {
  teams: string;
  services: string;
  sources: string;
  migrations: string;
  /** What is chosen about how delivery is measured. */
  measures: string;
  /** What does not join, of everything or of one team or service. */
  quality: (of?: { team?: string; service?: string }) => string;
  /** Deployments of everything, or of what is named, by which rules they failed. */
  deployments: (of?: {
    team?: string;
    service?: string;
    failedBy?: readonly FailureRule[];
  }) => string;
  /** The review of a migration. */
  migration: (id: string) => string;
  team: (ref: string) => string;
  /** A service's tab in the catalog. */
  service: (ref: string) => string;
}

/** Where the fleet's pages are in this app; in both frontend systems. */
export function useFleetPaths(): FleetPaths {
  const root = useRouteRef(rootRouteRef)().replace(/\/$/, '');
  const entity = useRouteRef(entityRouteRef);
  return useMemo(
    () => ({
      teams: `${root}/teams`,
      services: `${root}/services`,
      sources: `${root}/sources`,
      migrations: `${root}/migrations`,
      measures: `${root}/measures`,
      quality: (of = {}) => {
        const search = new URLSearchParams(of).toString();
        return `${root}/quality${search && `?${search}`}`;
      },
      deployments: ({ failedBy = [], ...of } = {}) => {
        const search = new URLSearchParams(of);
        for (const rule of failedBy) search.append('failedBy', rule);
        return `${root}/deployments${search.size > 0 ? `?${search}` : ''}`;
      },
      migration: id => `${root}/migrations/${encodeURIComponent(id)}`,
      team: ref => {
        const { kind, namespace, name } = splitRef(ref);
        return `${root}/teams/${[kind, namespace, name]
          .map(encodeURIComponent)
          .join('/')}`;
      },
      service: ref => `${entity(splitRef(ref))}/${SERVICE_TAB_PATH}`,
    }),
    [root, entity],
  );
}
