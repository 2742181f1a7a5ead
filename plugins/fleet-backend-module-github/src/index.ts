/**
 * Source of Landfall: what GitHub knows of deliveries.
 *
 * @packageDocumentation
 */
export { fleetModuleGithub as default } from './module';
