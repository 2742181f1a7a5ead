import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';

/** A service of the trial's catalog. */
export interface TrialService {
  /** Name of the component, and of its workloads. */
  name: string;
  /** Name of the team that owns it. */
  team: string;
}

interface Entity {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { owner?: string };
}

/** The annotation and the label by which a workload belongs to a component. */
export const KUBERNETES_ID = 'backstage.io/kubernetes-id';

/** What an instance of a service asks for of processors: always the same, and not the same of all. */
export function cpuOf({ name }: TrialService): string {
  return `${100 + 50 * (name.length % 6)}m`;
}

/** Reads the services that are to run in the cluster from a file of catalog entities. */
export async function readTrialServices(file: string): Promise<TrialService[]> {
  const documents = parseAllDocuments(await readFile(file, 'utf8'));
  return documents
    .map(document => {
      const [error] = document.errors;
      if (error) {
        throw new Error(`${file} is no YAML: ${error.message}`);
      }
      return document.toJS() as Entity;
    })
    .filter(({ kind, metadata }) => {
      return kind === 'Component' && metadata.annotations?.[KUBERNETES_ID];
    })
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      team: spec.owner ?? 'nobody',
    }));
}
