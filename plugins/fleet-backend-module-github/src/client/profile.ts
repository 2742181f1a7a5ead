import type { CodeHostProfile } from '@landfall/backstage-plugin-fleet-node/codeHosts';

/** What is special about GitHub. */
export const githubProfile: CodeHostProfile = {
  title: 'GitHub',
  integrations: 'integrations.github',
  section: 'fleet.github',
  keys: { repositories: 'repositories', organisations: 'organisations' },
  headers: {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  },
  limits: { prefix: 'x-ratelimit-', statuses: [403, 429] },
  fixes: {
    limited: () =>
      'Nothing: it goes on by itself then. For more requests give integrations.github the credentials of an app.',
    unauthorized: ({ owner, host }) =>
      `Renew the credentials for ${owner} on ${host} in integrations.github: they are wrong, expired or revoked.`,
    forbidden: ({ owner }) =>
      `Give the credentials for ${owner} in integrations.github the right to read it; docs/connect-github.md lists the rights.`,
    missing: ({ owner }) =>
      `Check that it exists and that the credentials for ${owner} may see it; correct the annotation or configuration that names it otherwise.`,
    gone: () => 'Nothing, if it is switched off on purpose.',
    conflict: () => 'Nothing: the repository is empty.',
    invalid: ({ host }) =>
      `Report it with the version of ${host}: it may be too old.`,
    broken: ({ host }) => `Check how ${host} is. It is tried again by itself.`,
  },
};
