/**
 * Reads `fleet.jenkins`, which switches the source on, and the section `jenkins`, which says where each Jenkins is and how it is reached. Nothing here throws: what cannot
 * be used is left out and named with the line to change.
 */
import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  problemsOfIssues,
  readSection,
} from '@landfall/backstage-plugin-fleet-node';
import { jobPattern, namePattern } from '../jobs/pattern';
import { DOCUMENTATION } from './documentation';
import { readInstances } from './instances';
import { ruleSchema, sectionSchema } from './schema';
import type { DeploymentRule, JenkinsConfig, NamedJob } from './types';

const SECTION = 'fleet.jenkins';
const HISTORY_DAYS = 365;
const INTERVAL_SECONDS = 120;
const TIMEOUT_SECONDS = 20;

/** See the top of the file. Without `fleet.jenkins` there are no instances: the section `jenkins` may be there for another plugin only. */
export function readJenkinsConfig(config: Config): JenkinsConfig {
  const { value: section, problems } = readSection(config, {
    schema: sectionSchema,
    path: SECTION,
    documentation: DOCUMENTATION,
  });
  const { ca, caFile } = section ?? {};
  const read = section
    ? readInstances(config, { authorities: { ca, caFile } })
    : { instances: [], problems: [] };
  problems.push(...read.problems);
  const known = new Set(read.instances.map(({ name }) => name));
  return {
    instances: read.instances,
    jobs: (section?.jobs ?? []).flatMap((text, index) => {
      const job = jobOf(text, { path: `${SECTION}.jobs[${index}]`, known });
      if ('instance' in job) return [job];
      problems.push(job);
      return [];
    }),
    rules: (section?.deployments ?? []).flatMap((raw, index) =>
      ruleOf(raw, `${SECTION}.deployments[${index}]`, problems),
    ),
    historyDays: section?.historyDays ?? HISTORY_DAYS,
    intervalSeconds: section?.intervalSeconds ?? INTERVAL_SECONDS,
    timeoutSeconds: section?.timeoutSeconds ?? TIMEOUT_SECONDS,
    secrets: section?.webhook?.secret,
    problems,
  };
}

function jobOf(
  text: string,
  { path, known }: { path: string; known: ReadonlySet<string> },
): NamedJob | Problem {
  const [, instance = 'default', name = ''] =
    /^(?:([^:/]+):)?(.*)$/s.exec(text) ?? [];
  const fullName = name.trim().replace(/^\/+|\/+$/g, '');
  if (fullName === '' || fullName.includes('*')) {
    return {
      text: `${path} names no job`,
      fix: `Write folder/job or instance:folder/job there; a folder stands for all jobs in it.`,
    };
  }
  return known.has(instance)
    ? { instance, fullName }
    : {
        text: `${path} is of the instance ${instance}, which the section jenkins does not name`,
        fix: `Add it to jenkins.instances, or remove ${path}.`,
      };
}

function ruleOf(
  raw: unknown,
  path: string,
  problems: Problem[],
): DeploymentRule[] {
  const parsed = ruleSchema.safeParse(raw);
  if (!parsed.success) {
    problems.push(
      ...problemsOfIssues(parsed.error.issues, {
        path,
        known: Object.keys(ruleSchema.shape),
        documentation: DOCUMENTATION,
      }),
    );
    return [];
  }
  const { job, when, repository, unstable, aborted, ...rule } = parsed.data;
  if (
    rule.environment === undefined &&
    rule.environmentParameter === undefined
  ) {
    problems.push({
      text: `${path} does not say which environment is deployed to; it is called by the full name of the job`,
      fix: `Add ${path}.environment or ${path}.environmentParameter.`,
    });
  }
  return [
    {
      mark: JSON.stringify(parsed.data),
      environment: rule.environment,
      environmentParameter: rule.environmentParameter,
      tier: rule.tier,
      versionParameter: rule.versionParameter,
      commitParameter: rule.commitParameter,
      imageParameter: rule.imageParameter,
      jobs: job.map(jobPattern),
      when: when && {
        parameter: when.parameter,
        value: namePattern(when.value),
      },
      repository:
        repository === undefined
          ? undefined
          : namePattern(repository.toLowerCase()),
      unstable: unstable ?? 'succeeded',
      aborted: aborted ?? 'failed',
    },
  ];
}
