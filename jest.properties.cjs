// Property tests draw new cases in every run, except in CI: there a change is judged by the same cases as the one before it, and a run can be repeated.
// PROPERTY_SEED chooses other ones.
const seed = process.env.PROPERTY_SEED ?? (process.env.CI ? '20261128' : '');

if (seed !== '') {
  require('fast-check').configureGlobal({ seed: Number(seed) });
}
