/**
 * Ledger, derivations, read models and HTTP API of Landfall.
 *
 * @packageDocumentation
 */
export {
  createFleetServiceConditionalDecision,
  fleetServiceConditions,
} from './permissions/rules';
export {
  fleetServiceResourceRef,
  type FleetServiceFilter,
  type FleetServiceResource,
} from './permissions/resource';
export { fleetPlugin as default } from './plugin';
