/** What the API says about migrations, and what people and CI tell it. */
export * from './migrations/acts';
export * from './migrations/definitionAnswer';
export * from './migrations/detail';
export * from './migrations/progress';
export * from './migrations/review';
export * from './migrations/stages';
export * from './migrations/standing';
export * from './migrations/validation';
