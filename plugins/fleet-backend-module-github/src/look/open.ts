/** What became of what has not ended as far as is known. */
import type {
  Observation,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { OpenCheck } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { incidentFact, isIncident } from '../facts/incidents';
import {
  deploymentSchema,
  issueSchema,
  workflowRunSchema,
} from '../facts/payload';
import { runFact } from '../facts/runs';
import type { GithubLook } from './githubLook';
import { tellDeployment } from './lists';

/** See the top of the file. */
export function openChecks(look: GithubLook): OpenCheck[] {
  return [
    {
      kind: 'ci_deployment',
      path: '/deployments',
      tell: async (_, body) => {
        const parsed = deploymentSchema.safeParse(body);
        return parsed.success ? tellDeployment(look, parsed.data) : [];
      },
    },
    {
      kind: 'pipeline_run',
      path: '/actions/runs',
      tell: async (_, body) => {
        const parsed = workflowRunSchema.safeParse(body);
        return parsed.success ? [runFact(look.place, parsed.data)] : [];
      },
    },
    {
      kind: 'incident',
      path: '/issues',
      tell: async (known, body) => tellIncident(look, known, body),
    },
  ];
}

function tellIncident(
  look: GithubLook,
  known: Observation,
  body: unknown,
): ObservationInput[] | undefined {
  const parsed = issueSchema.safeParse(body);
  if (!parsed.success || known.kind !== 'incident') return [];
  const isHere =
    typeof body !== 'object' ||
    body === null ||
    !('repository_url' in body) ||
    String(body.repository_url).toLowerCase().endsWith(look.base.toLowerCase());
  return isHere && isIncident(parsed.data, look.options.config.incidentLabels)
    ? [incidentFact(look.place, parsed.data)]
    : undefined;
}
