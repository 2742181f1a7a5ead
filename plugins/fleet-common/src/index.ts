/**
 * Wire contract, client, permissions and annotations of Landfall.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './client';
export * from './contract/choices';
export * from './contract/delivery';
export * from './contract/deploymentDetail';
export * from './contract/deploymentSearch';
export * from './contract/capacity';
export * from './contract/metricChange';
export * from './contract/metrics';
export * from './contract/migrationDefinitions';
export * from './contract/migrations';
export * from './contract/primitives';
export * from './contract/quality';
export * from './contract/routes';
export * from './contract/services';
export * from './contract/sources';
export * from './contract/teams';
export * from './contract/timeline';
export * from './instants';
export * from './openapi';
export * from './permissions';
export * from './signals';
