/**
 * What a source of Landfall needs: the Source interface, observation types, extension points.
 *
 * @packageDocumentation
 */
export * from './extensions';
export * from './observations/bodies';
export * from './observations/observation';
export * from './observations/target';
export * from './source';
