/** Whether a build is a deployment, and what it says of it. */
import type { CiDeploymentBody } from '@landfall/backstage-plugin-fleet-node';
import type { DeploymentRule } from '../config/types';
import type { Root } from '../jobs/jobs';
import type { Build } from './payload';

/** What configuration and annotations say of the builds of a job. */
export interface BuildRules {
  instance: string;
  fullName: string;
  rules: readonly DeploymentRule[];
  deployment: Root['deployment'];
}

/** What is told of a deployment beside its commit and outcome. */
export interface ToldDeployment
  extends Pick<
    CiDeploymentBody,
    'environment' | 'tier' | 'version' | 'images'
  > {
  /** As a parameter has it; it may be a part of one. */
  commit: string | undefined;
  unstable: DeploymentRule['unstable'];
  aborted: DeploymentRule['aborted'];
  repository: DeploymentRule['repository'];
}

/** The rules that speak of a job. */
export function rulesOfJob(
  rules: readonly DeploymentRule[],
  { instance, fullName }: Pick<BuildRules, 'instance' | 'fullName'>,
): DeploymentRule[] {
  return rules.filter(({ jobs }) =>
    jobs.some(
      pattern =>
        (pattern.instance === undefined || pattern.instance === instance) &&
        pattern.matches(fullName),
    ),
  );
}

/** See the top of the file; undefined where it is none. The first rule that matches counts; rules go before annotations. */
export function deploymentOf(
  build: Build,
  given: BuildRules,
): ToldDeployment | undefined {
  const value = valuesOf(build);
  const rule = rulesOfJob(given.rules, given).find(
    ({ when }) => !when || when.value.matches(value(when.parameter) ?? ''),
  );
  if (!rule && !given.deployment) return undefined;
  const image = value(rule?.imageParameter);
  const environment =
    value(rule?.environmentParameter) ??
    rule?.environment ??
    given.deployment?.environment ??
    given.fullName;
  return {
    environment: environment.slice(0, 253),
    tier: rule?.tier ?? null,
    version: value(rule?.versionParameter)?.slice(0, 255) ?? null,
    images: image !== undefined && image.length <= 1_024 ? [image] : [],
    commit: value(rule?.commitParameter)?.toLowerCase(),
    unstable: rule?.unstable ?? 'succeeded',
    aborted: rule?.aborted ?? 'failed',
    repository: rule?.repository,
  };
}

/** The values of parameters, and of the variables that a pipeline set for itself; what is empty is not there. */
function valuesOf(
  build: Build,
): (name: string | undefined) => string | undefined {
  return name => {
    if (name === undefined) return undefined;
    for (const { parameters, environment } of build.actions) {
      const parameter = parameters.find(one => one.name === name)?.value;
      const variable =
        environment && Object.hasOwn(environment, name)
          ? environment[name]
          : undefined;
      const found = parameter ?? variable;
      const text = typeof found === 'object' ? '' : String(found ?? '').trim();
      if (text !== '') return text;
    }
    return undefined;
  };
}
