/**
 * What tests of a source need, beside all that the source itself needs.
 *
 * @packageDocumentation
 */
export * from './index';
export * from './testing/annotatedComponents';
export * from './testing/codeHostStandIn';
export * from './testing/lastSubscriber';
export * from './testing/looking';
export * from './testing/memoryLedger';
export * from './testing/moduleUnderTest';
export * from './testing/order';
export * from './testing/quietLogger';
export * from './testing/sourceConformance';
export * from './testing/standInServer';
export * from './testing/subject';
