/**
 * Sources of Landfall: incidents and what else tools tell of services.
 *
 * @packageDocumentation
 */
export { fleetModuleIncidents as default } from './module';
