/**
 * Reads `fleet.kubernetes`. Nothing here throws: what cannot be used is left out and named with the line to change, and the other clusters go on.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { accessOf } from './access';
import { problemsOfIssues } from './issues';
import { linkTrouble } from './link';
import { clusterSchema, sectionSchema, type SectionInput } from './schema';
import type { ClusterConfig, KubernetesConfig } from './types';

const SECTION = 'fleet.kubernetes';

/** See the top of the file. Without the section there are no clusters and no problems. */
export function readKubernetesConfig(config: Config): KubernetesConfig {
  const problems: Problem[] = [];
  let raw: unknown;
  try {
    raw = config.getOptional(SECTION);
  } catch (error) {
    // Something above the section is not an object.
    return {
      clusters: [],
      problems: [
        {
          text: `${SECTION} cannot be read: ${
            error instanceof Error ? error.message : String(error)
          }`,
          fix: `Make fleet in the configuration an object with the key kubernetes.`,
        },
      ],
    };
  }
  if (raw === undefined) return { clusters: [], problems };
  const section = lenient(raw, problems);
  const clusters: ClusterConfig[] = [];
  const places = new Map<string, string>();
  (section.clusters ?? []).forEach((entry, index) => {
    const path = `${SECTION}.clusters[${index}]`;
    const result = readCluster(entry, path, section);
    if (!('cluster' in result)) {
      problems.push(...result.problems);
      return;
    }
    const { cluster } = result;
    const other = places.get(cluster.name);
    if (other !== undefined) {
      problems.push({
        text: `${other} and ${path} are both called ${cluster.name}; only the first is watched`,
        fix: `Give ${path}.name another name.`,
      });
      return;
    }
    places.set(cluster.name, path);
    problems.push(...result.problems);
    clusters.push(cluster);
  });
  // A fault in what is set for all clusters is one fault.
  const distinct = new Map(problems.map(problem => [problem.text, problem]));
  return { clusters, problems: [...distinct.values()] };
}

/** What can be used of the section: a key that is wrong is named and left out. */
function lenient(raw: unknown, problems: Problem[]): SectionInput {
  const known = Object.keys(sectionSchema.shape);
  let value = raw;
  for (;;) {
    const parsed = sectionSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    problems.push(...problemsOfIssues(parsed.error.issues, SECTION, known));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return {};
    }
    const wrong = new Set(
      parsed.error.issues.flatMap(issue =>
        issue.path.length === 0 && issue.code === 'unrecognized_keys'
          ? issue.keys
          : [String(issue.path[0])],
      ),
    );
    value = Object.fromEntries(
      Object.entries(value).filter(([key]) => !wrong.has(key)),
    );
  }
}

type ClusterResult =
  | { cluster: ClusterConfig; problems: Problem[] }
  | { problems: Problem[] };

function readCluster(
  entry: unknown,
  path: string,
  section: SectionInput,
): ClusterResult {
  const parsed = clusterSchema.safeParse(entry);
  if (!parsed.success) {
    const known = Object.keys(clusterSchema.shape);
    return { problems: problemsOfIssues(parsed.error.issues, path, known) };
  }
  const input = parsed.data;
  const access = accessOf(input, path);
  if ('text' in access) return { problems: [access] };

  const namespaces = input.namespaces ?? section.namespaces ?? {};
  const problems: Problem[] = [];
  const [template, place] =
    input.workloadLink === undefined
      ? [section.workloadLink, SECTION]
      : [input.workloadLink, path];
  const trouble = template === undefined ? undefined : linkTrouble(template);
  if (trouble) {
    problems.push({
      text: `${place}.workloadLink cannot be used: ${trouble}`,
      fix: `Change ${place}.workloadLink; until then there are no links to workloads.`,
    });
  }
  return {
    problems,
    cluster: {
      name: input.name,
      path,
      access,
      namespaces: {
        include: unique(namespaces.include),
        exclude: unique(namespaces.exclude),
      },
      annotations: unique(section.annotations, input.annotations),
      ignoredTemplateAnnotations: unique(
        section.ignoredTemplateAnnotations,
        input.ignoredTemplateAnnotations,
      ),
      workloadLink: trouble ? undefined : template,
    },
  };
}

function unique(...lists: (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap(list => list ?? []))];
}
