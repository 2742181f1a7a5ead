import { createExtensionTester } from '@backstage/frontend-test-utils';
import fleetPlugin, { fleetApiRef } from '.';
import * as legacy from './legacy';

it('brings its pages, tabs, cards and its client into the new frontend system', () => {
  const ids = [
    'api:fleet',
    'page:fleet',
    'sub-page:fleet/teams',
    'sub-page:fleet/services',
    'sub-page:fleet/migrations',
    'sub-page:fleet/sources',
    'sub-page:fleet/measures',
    'entity-content:fleet/service',
    'entity-content:fleet/team',
    'entity-card:fleet/service',
    'entity-card:fleet/team',
  ] as const;
  for (const id of ids) {
    expect(() => fleetPlugin.getExtension(id)).not.toThrow();
  }
  expect(fleetPlugin.id).toBe('fleet');
});

it('filters catalog entries by predicates, so that administrators can change them', () => {
  const tab = createExtensionTester(
    fleetPlugin.getExtension('entity-content:fleet/service'),
  );
  expect(tab.snapshot().outputs).toContain('catalog.entity-filter-function');
});

it('brings the same into the older one, under names and without a default', () => {
  expect(Object.keys(legacy).sort()).toEqual([
    'EntityFleetCard',
    'EntityFleetContent',
    'EntityFleetTeamCard',
    'EntityFleetTeamContent',
    'FleetPage',
    'fleetApiRef',
    'fleetPlugin',
    'fleetTranslationRef',
  ]);
  const [factory] = [...legacy.fleetPlugin.getApis()];
  expect(factory.api.id).toBe(fleetApiRef.id);
});
