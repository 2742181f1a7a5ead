/**
 * What sources of code hosts share, beside all that a source needs: requests within limits, lists and commits that are read as far as they changed, and what is told of them
 * alike.
 *
 * @packageDocumentation
 */
export * from '../index';
export * from './changedPages';
export * from './chunks';
export * from './codeHostApi';
export * from './codeHostError';
export * from './commits';
export * from './description';
export * from './eventWebhooks';
export * from './facts';
export * from './hostLook';
export * from './hostPoll';
export * from './incidents';
export * from './list';
export * from './open';
export * from './parts';
export * from './profile';
export * from './repositories';
export * from './tags';
export type { CommitsState, ListState, RepositoryState } from './cursor';
export { RepositoryLook, type RepositoryLookOptions } from './repositoryLook';
