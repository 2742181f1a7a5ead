/**
 * Source of Landfall: builds of Jenkins that deploy.
 *
 * @packageDocumentation
 */
export { fleetModuleJenkins as default } from './module';
