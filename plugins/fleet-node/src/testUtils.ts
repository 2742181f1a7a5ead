/**
 * What tests of a source need.
 *
 * @packageDocumentation
 */
export * from './testing/memoryLedger';
