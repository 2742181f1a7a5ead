import { useApi } from '@backstage/core-plugin-api';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fleetApiRef } from '../api';
import { storeOf } from './store';
import { useLiveUpdates } from './useLiveUpdates';

/** Stands around every page, tab and card: gives them the app's cache and keeps it up to date. */
export function FleetRoot({ children }: { children: ReactNode }) {
  const { client, refresher } = storeOf(useApi(fleetApiRef));
  useLiveUpdates(refresher);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
