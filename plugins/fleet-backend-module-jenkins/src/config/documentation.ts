/** The page that says what may stand in the configuration. */
export const DOCUMENTATION = 'docs/connect-jenkins.md';
