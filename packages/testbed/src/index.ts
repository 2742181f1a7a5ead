/** Starts the real servers that tests and trials talk to, and stops them again. */
export * from './kubernetes/apiClient';
export * from './kubernetes/binaries';
export * from './kubernetes/cluster';
export * from './kubernetes/deploymentManifest';
export * from './kubernetes/deployments';
export * from './kubernetes/objects';
export * from './kubernetes/permissions';
export * from './kubernetes/podStages';
export * from './kubernetes/startCluster';
export * from './kubernetes/tags';
export * from './kubernetes/watching';
export * from './postgres/postgres';
export * from './processes/wait';
export * from './portal/backend';
