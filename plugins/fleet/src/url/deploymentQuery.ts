import {
  outcomeSchema,
  rolloutClassSchema,
  type Outcome,
  type RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';

/** Filters of a list of deployments that a URL can hold. */
export interface DeploymentFilters {
  environment: string[];
  class: RolloutClass[];
  outcome: Outcome[];
}

/** Reads the filters from a URL; what is no value of its kind is left out. */
export function readDeploymentFilters(
  params: URLSearchParams,
): DeploymentFilters {
  return {
    environment: params.getAll('environment'),
    class: rolloutClassSchema.options.filter(one =>
      params.getAll('class').includes(one),
    ),
    outcome: outcomeSchema.options.filter(one =>
      params.getAll('outcome').includes(one),
    ),
  };
}

/** Puts one filter into a URL, back on the first page. */
export function writeDeploymentFilter(
  params: URLSearchParams,
  name: keyof DeploymentFilters,
  values: string[],
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  copy.delete(name);
  values.forEach(value => copy.append(name, value));
  return copy;
}

/** The filters as the API takes them, without empty ones. */
export function toDeploymentQuery(filters: DeploymentFilters) {
  return {
    ...(filters.environment.length && { environment: filters.environment }),
    ...(filters.class.length && { class: filters.class }),
    ...(filters.outcome.length && { outcome: filters.outcome }),
  };
}
