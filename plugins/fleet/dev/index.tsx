import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { Route, Routes, useParams } from 'react-router-dom';
import { EntityFleetCard, EntityFleetContent } from '../src/catalog';
import { createDevApp } from '@backstage/frontend-dev-utils';
import type { FleetApi } from '@landfall/backstage-plugin-fleet-common';
import fleetPlugin from '../src';
import { fleetApiRef } from '../src/api';
import { aStaleFreshness } from './builders';
import { companyChoices, companyEnvironments } from './choiceBuilders';
import { aCompany } from './company';
import { aDeliveringCompany } from './companyDelivery';
import { withCompanyMoves } from './companyMoves';
import { FixtureApi, refusal } from './fixtureApi';
import { aMovingCompany } from './migrations';

/**
 * The pages over test data, without a backend: `npm start` in this folder. `?scenario=` chooses a state and is remembered for the tab: full, large,
 * empty, nothing, stale, abroad, restricted, forbidden, broken, slow.
 */
const asked = new URLSearchParams(window.location.search).get('scenario');
if (asked) sessionStorage.setItem('scenario', asked);
const scenario = asked ?? sessionStorage.getItem('scenario') ?? 'full';

function fixtureFor(name: string): FleetApi {
  const now = Date.now();
  const made = aCompany(now);
  const company = {
    ...made,
    ...aDeliveringCompany(now, made.services),
    choices: companyChoices(),
    environments: companyEnvironments(),
    migrations: withCompanyMoves(aMovingCompany(now), now),
  };
  switch (name) {
    case 'nothing':
      return new FixtureApi({
        freshness: { state: 'none', asOf: null, troubled: [], demo: false },
      });
    case 'large':
      return new FixtureApi({
        ...company,
        migrations: aMovingCompany(now, 'large'),
      });
    case 'stale':
      return new FixtureApi({ ...company, freshness: aStaleFreshness(now) });
    case 'abroad':
      return new FixtureApi({ ...company, zone: 'America/New_York' });
    case 'restricted':
      return new FixtureApi({ ...company, restricted: true });
    case 'forbidden':
      return always(async () => {
        throw await refusal(
          403,
          'You may not see the services of this portal.',
        );
      });
    case 'broken':
      return always(async () => {
        throw await refusal(500, 'The database does not answer.');
      });
    case 'slow':
      return always(() => new Promise(() => {}));
    default:
      return new FixtureApi(company);
  }
}

/** Every method does the same. */
function always(answer: () => Promise<never>): FleetApi {
  return new Proxy(new FixtureApi({}), { get: () => answer });
}

const fixture = fixtureFor(scenario);

/** Stands for the catalog: every entity exists, and has nothing but the fleet's tab and card. */
function Entry() {
  const { kind = '', namespace = '', name = '' } = useParams();
  const entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace },
  };
  return (
    <EntityProvider entity={entity}>
      <Routes>
        <Route path="fleet" element={<EntityFleetContent />} />
        <Route path="*" element={<EntityFleetCard />} />
      </Routes>
    </EntityProvider>
  );
}

createDevApp({
  features: [
    // Nobody is there to ask, so everything is allowed.
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        ApiBlueprint.make({
          name: 'permission',
          params: define =>
            define({
              api: permissionApiRef,
              deps: {},
              factory: () => ({
                authorize: async () => ({ result: AuthorizeResult.ALLOW }),
              }),
            }),
        }),
      ],
    }),
    fleetPlugin.withOverrides({
      extensions: [
        fleetPlugin.getExtension('api:fleet').override({
          params: define =>
            define({ api: fleetApiRef, deps: {}, factory: () => fixture }),
        }),
      ],
    }),
    createFrontendPlugin({
      pluginId: 'catalog',
      extensions: [
        PageBlueprint.make({
          params: {
            path: '/catalog/:namespace/:kind/:name',
            routeRef: entityRouteRef,
            title: 'Catalog',
            loader: async () => <Entry />,
          },
        }),
      ],
    }),
  ],
});
