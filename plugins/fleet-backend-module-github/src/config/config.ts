/**
 * Reads `fleet.github`, and the integrations of the portal with GitHub: they say where it is and how it is reached. Nothing here throws: what cannot be
 * used is left out and named with the line to change.
 */
import type { Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { readSection } from '@landfall/backstage-plugin-fleet-node';
import type { NamedPlace } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { sectionSchema } from './schema';
import type { GithubConfig } from './types';

const SECTION = 'fleet.github';
const DOCUMENTATION = 'docs/connect-github.md';
const HISTORY_DAYS = 365;
const INTERVAL_SECONDS = 300;
const INCIDENT_LABELS = ['incident'];

/** See the top of the file. Without the section there are no hosts: who wants them says so, be it with an empty section. */
export function readGithubConfig(config: Config): GithubConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  if (!section) return { hosts: [], problems };
  const integrations = ScmIntegrations.fromConfig(config)
    .github.list()
    .map(integration => integration.config);
  const hosts = new Set(integrations.map(({ host }) => host));
  const read = (key: 'repositories' | 'organisations', parts: number) =>
    (section[key] ?? []).flatMap((text, index) => {
      const path = `${SECTION}.${key}[${index}]`;
      const place = placeOf({ text, path, parts, hosts });
      if ('host' in place) return [place];
      problems.push(place);
      return [];
    });
  const repositories = read('repositories', 2);
  const organisations = read('organisations', 1);
  const incidentLabels = section.incidentLabels ?? INCIDENT_LABELS;
  return {
    problems,
    hosts: integrations.map(integration => ({
      host: integration.host,
      apiUrl: (
        integration.apiBaseUrl ?? `https://${integration.host}/api/v3`
      ).replace(/\/+$/, ''),
      integration,
      repositories: repositories.filter(
        ({ host }) => host === integration.host,
      ),
      organisations: organisations.filter(
        ({ host }) => host === integration.host,
      ),
      incidentLabels,
      historyDays: section.historyDays ?? HISTORY_DAYS,
      intervalSeconds: section.intervalSeconds ?? INTERVAL_SECONDS,
    })),
  };
}

/** Reads `owner/name` or `host/owner/name`, or without the name. */
function placeOf(options: {
  text: string;
  path: string;
  parts: number;
  hosts: ReadonlySet<string>;
}): NamedPlace | Problem {
  const { text, path, parts, hosts } = options;
  const steps = text.split('/');
  const host = steps.length > parts ? steps.shift() : 'github.com';
  const isName = (step: string) => /^[A-Za-z0-9_.-]{1,100}$/.test(step);
  if (
    host === undefined ||
    steps.length !== parts ||
    !steps.every(step => isName(step) && step !== '.' && step !== '..')
  ) {
    return {
      text: `${path} names no ${parts === 2 ? 'repository' : 'organisation'}`,
      fix: `Write ${
        parts === 2 ? 'owner/name or host/owner/name' : 'name or host/name'
      } there.`,
    };
  }
  if (!hosts.has(host)) {
    return {
      text: `${path} is on a host that the portal has no integration for`,
      fix: `Add the host to integrations.github, or remove ${path}.`,
    };
  }
  return { path, host, name: steps.join('/') };
}
