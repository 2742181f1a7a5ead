/**
 * Source of Landfall: Helios masters.
 *
 * @packageDocumentation
 */
export { fleetModuleHelios as default } from './module';
