/**
 * Source of Landfall: a made-up company, clearly marked as such.
 *
 * @packageDocumentation
 */
export { default } from './module';
