/** The fixture of the API, as far as migrations go. Test data. */
export * from './migrations/detail';
export * from './migrations/fixture';
export * from './migrations/matching';
export * from './migrations/movingCompany';
export * from './migrations/progress';
export * from './migrations/review';
