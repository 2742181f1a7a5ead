import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  fleetMigrationActPermission,
  fleetMigrationApprovePermission,
  fleetValidationReportPermission,
} from '@landfall/backstage-plugin-fleet-common';
import { useQuery } from '@tanstack/react-query';

/** What the viewer may do about a service; nothing until that is known. */
export interface Rights {
  act: boolean;
  approve: boolean;
  report: boolean;
  /** Entity reference of the viewer, to tell their own requests. */
  viewer: string | undefined;
}

/** Asks what the viewer may do about a service, so that no button leads to a refusal. */
export function useRights(service: string): Rights {
  const identity = useApi(identityApiRef);
  const act = usePermission({
    permission: fleetMigrationActPermission,
    resourceRef: service,
  });
  const approve = usePermission({
    permission: fleetMigrationApprovePermission,
    resourceRef: service,
  });
  const report = usePermission({
    permission: fleetValidationReportPermission,
    resourceRef: service,
  });
  const { data: viewer } = useQuery({
    queryKey: ['viewer'],
    queryFn: async () =>
      (await identity.getBackstageIdentity()).userEntityRef.toLocaleLowerCase(
        'en-US',
      ),
    staleTime: Infinity,
  });
  return {
    act: act.allowed,
    approve: approve.allowed,
    report: report.allowed,
    viewer,
  };
}
