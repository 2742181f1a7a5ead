/**
 * Reads `fleet.helios`. Nothing here throws: what cannot be used is left out and named with the line to change, and the other masters go on.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  httpAccessOf,
  linkTrouble,
  problemsOfIssues,
  readSection,
  type HttpAccess,
} from '@landfall/backstage-plugin-fleet-node';
import {
  masterSchema,
  sectionSchema,
  type MasterInput,
  type SectionInput,
} from './schema';
import type { HeliosConfig, MasterConfig } from './types';

const SECTION = 'fleet.helios';
const DOCUMENTATION = 'docs/connect-helios.md';
const LINK_PARTS = ['cluster', 'group', 'job'];
const INTERVAL_SECONDS = 30;
const TIMEOUT_SECONDS = 10;

/** See the top of the file. Without the section there are no masters and no problems. */
export function readHeliosConfig(config: Config): HeliosConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  if (section === undefined) return { masters: [], problems };
  const masters: MasterConfig[] = [];
  const places = new Map<string, string>();
  (section.masters ?? []).forEach((entry, index) => {
    const path = `${SECTION}.masters[${index}]`;
    const result = readMaster(entry, path, section);
    if (!('master' in result)) {
      problems.push(...result.problems);
      return;
    }
    const { master } = result;
    const other = places.get(master.name);
    if (other !== undefined) {
      problems.push({
        text: `${other} and ${path} are both called ${master.name}; only the first is looked at`,
        fix: `Give ${path}.name another name, or put several masters of one cluster into ${other}.urls.`,
      });
      return;
    }
    places.set(master.name, path);
    problems.push(...result.problems);
    masters.push(master);
  });
  // A fault in what is set for all masters is one fault.
  const distinct = new Map(problems.map(problem => [problem.text, problem]));
  return { masters, problems: [...distinct.values()] };
}

type MasterResult =
  | { master: MasterConfig; problems: Problem[] }
  | { problems: Problem[] };

function readMaster(
  entry: unknown,
  path: string,
  section: SectionInput,
): MasterResult {
  const parsed = masterSchema.safeParse(entry);
  if (!parsed.success) {
    return {
      problems: problemsOfIssues(parsed.error.issues, {
        path,
        known: Object.keys(masterSchema.shape),
        documentation: DOCUMENTATION,
      }),
    };
  }
  const input = parsed.data;
  const urls = urlsOf(input, path);
  if ('text' in urls) return { problems: [urls] };
  const reached = httpAccessOf(input, path);
  if ('problem' in reached) return { problems: [reached.problem] };
  const { access } = reached;
  const link = linkOf(input, path, section);
  return {
    problems: [...link.problems, ...unencrypted(urls, access, path)],
    master: {
      name: input.name,
      path,
      urls,
      access,
      intervalSeconds: input.intervalSeconds ?? INTERVAL_SECONDS,
      timeoutSeconds: input.timeoutSeconds ?? TIMEOUT_SECONDS,
      keepMetadata: [
        ...new Set([
          ...(section.keepMetadata ?? []),
          ...(input.keepMetadata ?? []),
        ]),
      ],
      linkTemplate: link.template,
    },
  };
}

function urlsOf({ url, urls }: MasterInput, path: string): string[] | Problem {
  if (url !== undefined && urls !== undefined) {
    return {
      text: `${path} has both url and urls`,
      fix: `Move ${path}.url into ${path}.urls.`,
    };
  }
  if (url !== undefined) return [url];
  if (urls !== undefined) return [...new Set(urls)];
  return {
    text: `${path} does not say where its master is`,
    fix: `Add ${path}.url with the address of the master, or ${path}.urls where there are several; if it is there and comes from an environment variable, that variable is not set.`,
  };
}

function linkOf(
  input: MasterInput,
  path: string,
  section: SectionInput,
): { template?: string; problems: Problem[] } {
  const [template, place] =
    input.linkTemplate === undefined
      ? [section.linkTemplate, SECTION]
      : [input.linkTemplate, path];
  const trouble =
    template === undefined ? undefined : linkTrouble(template, LINK_PARTS);
  if (trouble === undefined) return { template, problems: [] };
  return {
    problems: [
      {
        text: `${place}.linkTemplate cannot be used: ${trouble}`,
        fix: `Change ${place}.linkTemplate; until then there are no links to workloads.`,
      },
    ],
  };
}

/** It is looked at all the same: many masters stand in a network of their own. */
function unencrypted(
  urls: readonly string[],
  { credentials }: HttpAccess,
  path: string,
): Problem[] {
  if (credentials.type === 'none') return [];
  if (urls.every(url => url.startsWith('https:'))) return [];
  return [
    {
      text: `${path} sends its credentials unencrypted`,
      fix: `Use https in the addresses of ${path}.`,
    },
  ];
}
