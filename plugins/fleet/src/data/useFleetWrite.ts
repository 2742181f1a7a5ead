import { useApi } from '@backstage/core-plugin-api';
import type { FleetApi } from '@landfall/backstage-plugin-fleet-common';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { fleetApiRef } from '../api';

/** The state of one change that is sent to the API. */
export interface Write<I> {
  send: (input: I) => void;
  isSending: boolean;
  /** Why the last attempt failed. */
  error: Error | null;
}

/** The one way in which pages change something; afterwards everything on the screen is asked for again. */
export function useFleetWrite<I>(options: {
  write: (api: FleetApi, input: I) => Promise<unknown>;
  onDone: () => void;
}): Write<I> {
  const api = useApi(fleetApiRef);
  const client = useQueryClient();
  const mutation = useMutation<unknown, Error, I>({
    mutationFn: input => options.write(api, input),
    onSuccess: async () => {
      await client.invalidateQueries(
        { refetchType: 'active' },
        { throwOnError: false },
      );
      options.onDone();
    },
  });
  return {
    send: input => mutation.mutate(input),
    isSending: mutation.isPending,
    error: mutation.error,
  };
}
