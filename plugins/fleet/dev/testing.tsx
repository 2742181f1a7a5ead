import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  permissionApiRef,
  type PermissionApi,
} from '@backstage/plugin-permission-react';
import type { FleetApi } from '@landfall/backstage-plugin-fleet-common';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { fleetApiRef } from '../src/api';
import { FleetRoot } from '../src/data/FleetRoot';
import { rootRouteRef } from '../src/routes';
import { anyTextRef, type FleetT } from '../src/translation';

/** The texts in English, for tests of what is only words. */
export function englishT(): FleetT {
  const snapshot = mockApis.translation().getTranslation(anyTextRef);
  if (!snapshot.ready) throw new Error('The translation is not ready');
  return snapshot.t as FleetT;
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="address">{`${pathname}${search}`}</output>;
}

/** Renders a page, tab or card over an implementation of the API; the address is in an output called "address". */
export function renderFleet(
  element: ReactElement,
  options: {
    api: FleetApi;
    path?: string;
    mountPath?: string;
    /** What the viewer may do; everything by default. */
    permissions?: PermissionApi;
  },
) {
  const { api, path = '/fleet', mountPath } = options;
  const { permissions = mockApis.permission() } = options;
  return renderInTestApp(
    <FleetRoot>
      {element}
      <Address />
    </FleetRoot>,
    {
      apis: [
        [fleetApiRef, api],
        [permissionApiRef, permissions],
      ],
      initialRouteEntries: [path],
      mountPath,
      mountedRoutes: {
        '/fleet': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

/** Puts an element into the catalog entry of a component or group. */
export function inEntry(
  element: ReactElement,
  entity: { kind: string; name: string },
) {
  return (
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: entity.kind,
        metadata: { name: entity.name, namespace: 'default' },
      }}
    >
      {element}
    </EntityProvider>
  );
}
