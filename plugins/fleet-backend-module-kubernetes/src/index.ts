/**
 * Source of Landfall: Kubernetes clusters.
 *
 * @packageDocumentation
 */
export { fleetModuleKubernetes as default } from './module';
