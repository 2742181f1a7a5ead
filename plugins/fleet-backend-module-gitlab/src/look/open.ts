/** What became of what has not ended as far as is known. */
import type { OpenCheck } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { incidentFact, isIncident } from '../facts/incidents';
import {
  deploymentSchema,
  issueSchema,
  pipelineSchema,
} from '../facts/payload';
import { pipelineFact } from '../facts/pipelines';
import { tellDeployment } from './lists';
import type { ProjectLook } from './projectLook';
import type { Tiers } from './tiers';

/** See the top of the file. */
export function openChecks(on: ProjectLook, tiers: Tiers): OpenCheck[] {
  const { look, place } = on;
  return [
    {
      kind: 'ci_deployment',
      path: '/deployments',
      tell: async (_, body) => {
        const { data } = deploymentSchema.safeParse(body);
        if (!data) return [];
        // It was called off before it began, or its environment was deleted.
        return tellDeployment(on, tiers, data);
      },
    },
    {
      kind: 'pipeline_run',
      path: '/pipelines',
      tell: async (_, body) => {
        const { data } = pipelineSchema.safeParse(body);
        return data ? [pipelineFact(place, data)] : [];
      },
    },
    {
      kind: 'incident',
      path: '/issues',
      tell: async (_, body) => {
        const { data } = issueSchema.safeParse(body);
        if (!data) return [];
        return isIncident(data, look.options.config.incidentLabels)
          ? [incidentFact(place, data)]
          : undefined;
      },
    },
  ];
}
