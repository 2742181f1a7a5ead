import {
  failureRuleSchema,
  type FailureRule,
  type FleetQuery,
} from '@landfall/backstage-plugin-fleet-common';
import {
  readDeploymentFilters,
  toDeploymentQuery,
  type DeploymentFilters,
} from './deploymentQuery';

/** Which deployments of all services are listed and in which order, as a URL can hold it. */
export interface DeploymentSearchView extends DeploymentFilters {
  team: string | undefined;
  service: string | undefined;
  failedBy: FailureRule[];
  /** RFC 3339. */
  from: string | undefined;
  to: string | undefined;
  sort: 'started' | 'took';
  descending: boolean;
}

const FILTERS = [
  'team',
  'service',
  'environment',
  'class',
  'outcome',
  'failedBy',
  'from',
  'to',
] as const;

/** Reads the view from a URL; what is no value of its kind is left out. */
export function readDeploymentSearch(
  params: URLSearchParams,
): DeploymentSearchView {
  return {
    ...readDeploymentFilters(params),
    team: params.get('team') || undefined,
    service: params.get('service') || undefined,
    failedBy: failureRuleSchema.options.filter(one =>
      params.getAll('failedBy').includes(one),
    ),
    from: momentOf(params.get('from')),
    to: momentOf(params.get('to')),
    sort: params.get('sort') === 'took' ? 'took' : 'started',
    descending: params.get('order') !== 'asc',
  };
}

/** Puts values into a URL, or takes them out where there are none; back on the first page. */
export function writeDeploymentSearch(
  params: URLSearchParams,
  patch: Partial<
    Record<(typeof FILTERS)[number] | 'sort' | 'order', string | string[]>
  >,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  for (const [name, value] of Object.entries(patch)) {
    copy.delete(name);
    for (const one of [value].flat()) if (one) copy.append(name, one);
  }
  return copy;
}

/** The same URL without any filter. */
export function withoutDeploymentFilters(
  params: URLSearchParams,
): URLSearchParams {
  const none = Object.fromEntries(FILTERS.map(name => [name, []]));
  return writeDeploymentSearch(params, none);
}

/** Whether anything is filtered by. */
export function isDeploymentSearchFiltered(
  view: DeploymentSearchView,
): boolean {
  return FILTERS.some(name => {
    const value = view[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}

/** The view as the API takes it, without what is empty. */
export function toDeploymentSearch(
  view: DeploymentSearchView,
): FleetQuery<'findDeployments'> {
  return {
    ...toDeploymentQuery(view),
    ...(view.team && { team: view.team }),
    ...(view.service && { service: view.service }),
    ...(view.failedBy.length && { failedBy: view.failedBy }),
    ...(view.from && { from: view.from }),
    ...(view.to && { to: view.to }),
    ...(view.sort === 'took' && { sort: view.sort }),
    ...(!view.descending && { order: 'asc' as const }),
  };
}

function momentOf(text: string | null): string | undefined {
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
