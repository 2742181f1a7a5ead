/**
 * Reads `fleet.kubernetes`. Nothing here throws: what cannot be used is left out and named with the line to change, and the other clusters go on.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  linkTrouble,
  problemsOfIssues,
  readSection,
} from '@landfall/backstage-plugin-fleet-node';
import { accessOf } from './access';
import { clusterSchema, sectionSchema, type SectionInput } from './schema';
import { signalAnnotations } from './signalAnnotations';
import type { ClusterConfig, KubernetesConfig } from './types';

const SECTION = 'fleet.kubernetes';
const DOCUMENTATION = 'docs/connect-a-cluster.md';
/** What a link to a workload may be made of. */
const LINK_PARTS = ['cluster', 'namespace', 'kind', 'name', 'uid'];

/** See the top of the file. Without the section there are no clusters and no problems. */
export function readKubernetesConfig(config: Config): KubernetesConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  if (section === undefined) return { clusters: [], problems };
  const asked = signalAnnotations(config);
  const clusters: ClusterConfig[] = [];
  const places = new Map<string, string>();
  (section.clusters ?? []).forEach((entry, index) => {
    const path = `${SECTION}.clusters[${index}]`;
    const result = readCluster({ entry, path, section, asked });
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

type ClusterResult =
  | { cluster: ClusterConfig; problems: Problem[] }
  | { problems: Problem[] };

function readCluster(options: {
  entry: unknown;
  path: string;
  section: SectionInput;
  /** Annotations that migrations ask for. */
  asked: readonly string[];
}): ClusterResult {
  const { entry, path, section, asked } = options;
  const parsed = clusterSchema.safeParse(entry);
  if (!parsed.success) {
    const known = Object.keys(clusterSchema.shape);
    return {
      problems: problemsOfIssues(parsed.error.issues, {
        path,
        known,
        documentation: DOCUMENTATION,
      }),
    };
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
  const trouble =
    template === undefined ? undefined : linkTrouble(template, LINK_PARTS);
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
      annotations: unique(section.annotations, input.annotations, asked),
      ignoredTemplateAnnotations: unique(
        section.ignoredTemplateAnnotations,
        input.ignoredTemplateAnnotations,
      ),
      fieldManagers: {
        machines: unique(
          section.fieldManagers?.machines,
          input.fieldManagers?.machines,
        ),
        people: unique(
          section.fieldManagers?.people,
          input.fieldManagers?.people,
        ),
      },
      workloadLink: trouble ? undefined : template,
      capacity: input.capacity ?? section.capacity ?? true,
    },
  };
}

function unique(...lists: (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap(list => list ?? []))];
}
