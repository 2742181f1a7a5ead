import { ResponseError } from '@backstage/errors';
import type { FleetApi } from '@landfall/backstage-plugin-fleet-common';
import { QueryClient } from '@tanstack/react-query';
import { Refresher } from './refresher';

/** What all pages, tabs and cards of one app share: one cache and one pace of refetching. */
export interface FleetStore {
  client: QueryClient;
  refresher: Refresher;
}

const stores = new WeakMap<FleetApi, FleetStore>();

/** The store that belongs to an app's client; made when first asked for. */
export function storeOf(api: FleetApi): FleetStore {
  let store = stores.get(api);
  if (!store) {
    store = createStore();
    stores.set(api, store);
  }
  return store;
}

function createStore(): FleetStore {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays one however often it is asked for; what cannot be reached may be back in a second.
        retry: (failures, error) => failures < 2 && !isRefusal(error),
        retryDelay: attempt => Math.min(500 * 2 ** attempt, 5000),
      },
    },
  });
  const refresher = new Refresher({
    refetch: () =>
      client.invalidateQueries(
        { refetchType: 'active' },
        { throwOnError: false },
      ),
  });
  return { client, refresher };
}

/** Whether the backend answered that it will not: 4xx, but not "too many". */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    error.statusCode !== 429
  );
}
