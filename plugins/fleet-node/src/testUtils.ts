/**
 * What tests of a source need, beside all that the source itself needs.
 *
 * @packageDocumentation
 */
export * from './index';
export * from './testing/memoryLedger';
export * from './testing/sourceConformance';
