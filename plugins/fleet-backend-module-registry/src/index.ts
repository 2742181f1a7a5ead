/**
 * Source of Landfall: what registries of images say that these were made from.
 *
 * @packageDocumentation
 */
export { fleetModuleRegistry as default } from './module';
