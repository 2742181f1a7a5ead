/**
 * Pages, catalog tabs and cards of Landfall, for Backstage's new frontend system. The older system's are under `./legacy`.
 *
 * @packageDocumentation
 */
export { fleetApiRef } from './api';
export { fleetPlugin as default } from './plugin';
export { fleetTranslationRef } from './translation';
