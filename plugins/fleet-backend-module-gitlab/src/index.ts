/**
 * Source of Landfall: what GitLab knows of deliveries.
 *
 * @packageDocumentation
 */
export { fleetModuleGitlab as default } from './module';
