import type { CodeHostProfile } from '@landfall/backstage-plugin-fleet-node/codeHosts';

/** What is special about GitLab. Its limits: https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers */
export const gitlabProfile: CodeHostProfile = {
  title: 'GitLab',
  integrations: 'integrations.gitlab',
  section: 'fleet.gitlab',
  keys: { repositories: 'projects', organisations: 'groups' },
  headers: {},
  limits: { prefix: 'ratelimit-', statuses: [429] },
  fixes: {
    limited: () =>
      'Nothing: it goes on by itself then. For more requests raise the limits of users in its settings, or give the portal a token of its own.',
    unauthorized: ({ host }) =>
      `Renew the token for ${host} in integrations.gitlab: it is wrong, expired or revoked.`,
    forbidden: ({ host }) =>
      `Give the token for ${host} in integrations.gitlab the scope read_api, and its user the role Reporter or higher in the project.`,
    missing: ({ host }) =>
      `Check that it exists and that the token for ${host} may see it; correct the annotation or configuration that names it otherwise.`,
    gone: () => 'Nothing, if it is switched off on purpose.',
    conflict: () => 'Nothing: the repository is empty.',
    invalid: ({ host }) =>
      `Report it with the version of ${host}: it may be too old.`,
    broken: ({ host }) => `Check how ${host} is. It is tried again by itself.`,
  },
};
