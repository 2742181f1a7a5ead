module.exports = require('../lint/index.cjs')(__dirname, {
  rules: {
    // A bench measures the rooms themselves, which packages do not export.
    '@backstage/no-relative-monorepo-imports': 'off',
  },
});
