/**
 * Reads `fleet.gitlab`, and the integrations of the portal with GitLab: they say where it is and how it is reached. Nothing here throws: what cannot be
 * used is left out and named with the line to change.
 */
import type { Config } from '@backstage/config';
import {
  ScmIntegrations,
  type GitLabIntegrationConfig,
} from '@backstage/integration';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { readSection } from '@landfall/backstage-plugin-fleet-node';
import type { NamedPlace } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { sectionSchema } from './schema';
import type { GitlabConfig, HostConfig } from './types';

const SECTION = 'fleet.gitlab';
const INTEGRATIONS = 'integrations.gitlab';
const DOCUMENTATION = 'docs/connect-gitlab.md';
const PUBLIC_HOST = 'gitlab.com';
const HISTORY_DAYS = 365;
const INTERVAL_SECONDS = 300;
/** GitLab knows twenty groups within each other. */
const MOST_STEPS = 21;

/** See the top of the file. Without the section there are no hosts: who wants them says so, be it with an empty section. */
export function readGitlabConfig(config: Config): GitlabConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  if (!section) return { hosts: [], problems };
  const { integrations, given } = integrationsOf(config, problems);
  const hosts = integrations.map(({ host }) => host);
  const read = (key: 'projects' | 'groups') =>
    (section[key] ?? []).flatMap((text, index) => {
      const path = `${SECTION}.${key}[${index}]`;
      const place = placeOf({ text, path, key, hosts, given });
      if ('host' in place) return [place];
      problems.push(place);
      return [];
    });
  const projects = read('projects');
  const groups = read('groups');
  const named = new Set([...projects, ...groups].map(({ host }) => host));
  // The framework adds gitlab.com by itself; that alone does not say that anybody uses it.
  const used = integrations.filter(
    ({ host }) => given.includes(host) || named.has(host),
  );
  problems.push(...withoutToken(used, given));
  if (used.length === 0) {
    problems.push({
      text: `${SECTION} is there, and the portal has no integration with any GitLab`,
      fix: `Add an entry to ${INTEGRATIONS} with host, apiBaseUrl and token, or remove ${SECTION}.`,
    });
  }
  return {
    problems,
    hosts: used.map(
      (integration): HostConfig => ({
        host: integration.host,
        apiUrl: integration.apiBaseUrl.replace(/\/+$/, ''),
        baseUrl: integration.baseUrl.replace(/\/+$/, ''),
        token: integration.token,
        repositories: projects.filter(({ host }) => host === integration.host),
        organisations: groups.filter(({ host }) => host === integration.host),
        incidentLabels: section.incidentLabels ?? [],
        historyDays: section.historyDays ?? HISTORY_DAYS,
        intervalSeconds: section.intervalSeconds ?? INTERVAL_SECONDS,
      }),
    ),
  };
}

/** The integrations, and the hosts of those that somebody wrote down, in order. */
function integrationsOf(
  config: Config,
  problems: Problem[],
): { integrations: GitLabIntegrationConfig[]; given: string[] } {
  try {
    return {
      integrations: ScmIntegrations.fromConfig(config)
        .gitlab.list()
        .map(integration => integration.config),
      given: (config.getOptionalConfigArray(INTEGRATIONS) ?? []).map(one =>
        one.getString('host'),
      ),
    };
  } catch (error) {
    problems.push({
      text: `The integrations of the portal cannot be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
      fix: `Correct ${INTEGRATIONS}.`,
    });
    return { integrations: [], given: [] };
  }
}

function withoutToken(
  used: readonly GitLabIntegrationConfig[],
  given: readonly string[],
): Problem[] {
  return used
    .filter(({ token }) => !token)
    .map(({ host }) => {
      const index = given.indexOf(host);
      return index === -1
        ? {
            text: `There is no token for ${host}; only what everybody may see is read`,
            fix: `Add an entry for ${host} to ${INTEGRATIONS}, with a token that has the scope read_api.`,
          }
        : {
            text: `${INTEGRATIONS}[${index}] has no token; only what everybody may see is read of ${host}`,
            fix: `Put a token with the scope read_api into ${INTEGRATIONS}[${index}].token. What comes from an environment variable is missing when that is not set.`,
          };
    });
}

/** Reads `group/project` or `host/group/project`, or without the project. */
function placeOf(options: {
  text: string;
  path: string;
  key: 'projects' | 'groups';
  hosts: readonly string[];
  given: readonly string[];
}): NamedPlace | Problem {
  const { text, path, key, hosts, given } = options;
  const steps = text.split('/');
  const named = hosts.find(host => host === steps[0].toLowerCase());
  if (named !== undefined) steps.shift();
  const least = key === 'projects' ? 2 : 1;
  if (
    steps.length < least ||
    steps.length > MOST_STEPS ||
    !steps.every(isStep)
  ) {
    return {
      text: `${path} names no ${key === 'projects' ? 'project' : 'group'}`,
      fix: `Write ${
        key === 'projects'
          ? 'group/project or host/group/project'
          : 'group or host/group'
      } there.`,
    };
  }
  const host = named ?? usualHost(given);
  return host === undefined
    ? {
        text: `${path} does not say on which GitLab it is`,
        fix: `Write one of ${given.join(', ')} before it, with a slash.`,
      }
    : { path, host, name: steps.join('/') };
}

/** Where something is that names no host: on gitlab.com, unless the company has another one instead. */
function usualHost(given: readonly string[]): string | undefined {
  if (given.length === 0 || given.includes(PUBLIC_HOST)) return PUBLIC_HOST;
  return given.length === 1 ? given[0] : undefined;
}

/** Whether it may be a step of the path of a project. */
function isStep(step: string): boolean {
  return /^[A-Za-z0-9_.-]{1,255}$/.test(step) && step !== '.' && step !== '..';
}

/** Whether it may be the path of a project, groups within groups included. */
export function isSlug(slug: string): boolean {
  const steps = slug.split('/');
  return steps.length >= 2 && steps.length <= MOST_STEPS && steps.every(isStep);
}
