/**
 * Source of Landfall: what Prometheus knows of services.
 *
 * @packageDocumentation
 */
export { fleetModulePrometheus as default } from './module';
