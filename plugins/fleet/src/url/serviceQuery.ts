import {
  outcomeSchema,
  readinessSchema,
  windowSchema,
  type Outcome,
  type Readiness,
  type ServiceQuery,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';

/** Orders of a list of services. */
export const SERVICE_SORTS = [
  'attention',
  'name',
  'lastDeployment',
  'frequency',
] as const;
/** See {@link SERVICE_SORTS}. */
export type ServiceSort = (typeof SERVICE_SORTS)[number];

/** Filters of a list of services that a URL can hold. */
export interface ServiceFilters {
  text: string;
  team: string | undefined;
  attention: boolean;
  readiness: Readiness[];
  outcome: Outcome[];
  platform: string[];
  cluster: string[];
  environment: string[];
}
/** Filters that leave nothing out. */
export const NO_FILTERS: ServiceFilters = {
  text: '',
  team: undefined,
  attention: false,
  readiness: [],
  outcome: [],
  platform: [],
  cluster: [],
  environment: [],
};

/** Name of a filter. */
export type FilterName = keyof ServiceFilters;

/** What of a list of services is in the URL. */
export interface ServiceView {
  filters: ServiceFilters;
  sort: ServiceSort;
  order: 'asc' | 'desc' | undefined;
  /** Undefined: the one that is shown first. */
  window: WindowDays | undefined;
  cursor: string | undefined;
}

/** Reads a view from a URL. What is no value of its kind is left out: a mistyped address still shows the page. */
export function readServiceView(params: URLSearchParams): ServiceView {
  const sort = params.get('sort');
  const order = params.get('order');
  return {
    filters: {
      text: params.get('text') ?? '',
      team: params.get('team') ?? undefined,
      attention: params.get('attention') === 'true',
      readiness: params
        .getAll('readiness')
        .filter(
          (one): one is Readiness => readinessSchema.safeParse(one).success,
        ),
      outcome: params
        .getAll('outcome')
        .filter((one): one is Outcome => outcomeSchema.safeParse(one).success),
      platform: params.getAll('platform'),
      cluster: params.getAll('cluster'),
      environment: params.getAll('environment'),
    },
    sort: SERVICE_SORTS.find(one => one === sort) ?? 'attention',
    order: order === 'asc' || order === 'desc' ? order : undefined,
    window: readWindow(params),
    cursor: params.get('cursor') ?? undefined,
  };
}

/** Reads the window; undefined where there is none. Whether numbers can be asked for over it is only known when they are. */
export function readWindow(params: URLSearchParams): WindowDays | undefined {
  return windowSchema.safeParse(Number(params.get('window'))).data;
}

/** Changes filters in a URL and leaves its other parameters; back to the first page, because the cursor is of another query. */
export function writeFilters(
  params: URLSearchParams,
  patch: Partial<ServiceFilters>,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  for (const [name, value] of Object.entries(patch)) {
    copy.delete(name);
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (one) copy.append(name, String(one));
    }
  }
  return copy;
}

/** The query of the API for a view, without what is the default. */
export function toServiceQuery(view: ServiceView, limit: number): ServiceQuery {
  const { filters, sort, order, window, cursor } = view;
  return {
    limit,
    sort,
    ...(window && { window }),
    ...(order && { order }),
    ...(cursor && { cursor }),
    ...(filters.text && { text: filters.text }),
    ...(filters.team && { team: filters.team }),
    ...(filters.attention && { attention: 'true' as const }),
    ...listsOf(filters),
  };
}

function listsOf(filters: ServiceFilters) {
  const { readiness, outcome, platform, cluster, environment } = filters;
  return {
    ...(readiness.length && { readiness }),
    ...(outcome.length && { outcome }),
    ...(platform.length && { platform }),
    ...(cluster.length && { cluster }),
    ...(environment.length && { environment }),
  };
}

/** Names of the filters that leave something out. */
export function activeFilters(filters: ServiceFilters): FilterName[] {
  return (Object.keys(filters) as FilterName[]).filter(name => {
    const value = filters[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
}

/** The same filters without one of them. */
export function withoutFilter(
  filters: ServiceFilters,
  name: FilterName,
): ServiceFilters {
  return { ...filters, [name]: NO_FILTERS[name] };
}
