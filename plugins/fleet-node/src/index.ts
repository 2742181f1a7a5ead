/**
 * What a source of Landfall needs: the Source interface, observation types, extension points.
 *
 * @packageDocumentation
 */
export * from './catalog/componentAnnotations';
export * from './configuration/issues';
export * from './configuration/link';
export * from './configuration/section';
export * from './configuration/template';
export * from './connection/access';
export { authoritiesProblem, type HttpPlace } from './connection/authorities';
export * from './connection/httpClient';
export * from './connection/httpError';
export * from './connection/trouble';
export * from './extensions';
export * from './observations/bodies';
export * from './observations/conventions';
export * from './observations/deliveryBodies';
export * from './observations/entityOrigins';
export * from './observations/image';
export * from './observations/madeFrom';
export * from './observations/observation';
export * from './observations/origin';
export * from './observations/target';
export * from './source';
export * from './values/canonicalJson';
export * from './values/redact';
export * from './webhooks/readMessage';
export * from './webhooks/receiver';
export * from './webhooks/router';
export * from './webhooks/secrets';
