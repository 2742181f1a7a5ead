import {
  cutSchema,
  decisionKindSchema,
  migrationHealthSchema,
  sideStateSchema,
  stageSchema,
  type Cut,
  type DecisionKind,
  type MigrationHealth,
  type ReviewQuery,
  type SideState,
  type Stage,
  type StandingQuery,
} from '@landfall/backstage-plugin-fleet-common';

/** Orders of a migration's services. */
export const STANDING_SORTS = [
  'urgency',
  'stage',
  'since',
  'name',
  'owner',
] as const;
/** See {@link STANDING_SORTS}. */
export type StandingSort = (typeof STANDING_SORTS)[number];

/** What of a migration is looked at: limits the whole review, its sums and its table. */
export interface ScopeFilters {
  team: string | undefined;
  wave: string[];
  tier: string[];
  system: string[];
  domain: string[];
  platform: string[];
  cluster: string[];
}

/** Which of the services in view the table lists; the sums stay as they are. */
export interface TableFilters {
  text: string;
  stage: Stage[];
  side: SideState[];
  health: MigrationHealth[];
  decision: DecisionKind[];
}

/** All filters of a review. */
export interface ReviewFilters extends ScopeFilters, TableFilters {}
/** Name of a filter. */
export type ReviewFilterName = keyof ReviewFilters;

/** Names of the filters that limit the whole page. */
export const SCOPE_FILTERS = [
  'team',
  'wave',
  'tier',
  'system',
  'domain',
  'platform',
  'cluster',
] as const satisfies (keyof ScopeFilters)[];

/** Filters that leave nothing out. */
export const NO_REVIEW_FILTERS: ReviewFilters = {
  text: '',
  team: undefined,
  stage: [],
  side: [],
  health: [],
  decision: [],
  wave: [],
  tier: [],
  system: [],
  domain: [],
  platform: [],
  cluster: [],
};

/** Parts of the page that can be opened further. */
export const REVIEW_PARTS = ['decisions', 'rows', 'numbers'] as const;
/** See {@link REVIEW_PARTS}. `numbers`: the burn-up as a table. */
export type ReviewPart = (typeof REVIEW_PARTS)[number];

/** What of a review is in the URL. */
export interface ReviewView {
  /** The moment that it is about; undefined for the present. */
  at: string | undefined;
  filters: ReviewFilters;
  cut: Cut;
  cutSort: 'backlog' | 'name';
  sort: StandingSort;
  order: 'asc' | 'desc' | undefined;
  cursor: string | undefined;
  open: ReviewPart[];
}

/**
 * Reads a review from a URL. What is no value of its kind is left out: a mistyped address still shows the page.
 *
 * @param now - milliseconds since the epoch; a moment after it is the present
 */
export function readReviewView(
  params: URLSearchParams,
  now: number,
): ReviewView {
  const chosen = <T>(name: string, options: readonly T[]) =>
    options.filter(one => params.getAll(name).includes(String(one)));
  const order = params.get('order');
  return {
    at: readMoment(params.get('at'), now),
    filters: {
      text: params.get('text')?.slice(0, 200) ?? '',
      team: params.get('team') ?? undefined,
      stage: chosen('stage', stageSchema.options),
      side: chosen('side', sideStateSchema.options),
      health: chosen('health', migrationHealthSchema.options),
      decision: chosen('decision', decisionKindSchema.options),
      wave: params.getAll('wave'),
      tier: params.getAll('tier'),
      system: params.getAll('system'),
      domain: params.getAll('domain'),
      platform: params.getAll('platform'),
      cluster: params.getAll('cluster'),
    },
    cut: chosen('cut', cutSchema.options).at(0) ?? 'team',
    cutSort: params.get('rows') === 'name' ? 'name' : 'backlog',
    sort: chosen('sort', STANDING_SORTS).at(0) ?? 'urgency',
    order: order === 'asc' || order === 'desc' ? order : undefined,
    cursor: params.get('cursor') ?? undefined,
    open: chosen('open', REVIEW_PARTS),
  };
}

/** Reads a moment: RFC 3339, or a day, which means its end in UTC. Undefined for what is neither, or not yet. */
export function readMoment(
  value: string | null,
  now: number,
): string | undefined {
  if (!value) return undefined;
  const text = /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? `${value}T23:59:59.999Z`
    : value;
  const at = /^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : NaN;
  return Number.isNaN(at) || at >= now ? undefined : new Date(at).toISOString();
}

/** The query for the review: the moment, what is looked at, and the cut. */
export function toReviewQuery(view: ReviewView): ReviewQuery {
  return {
    ...(view.at && { at: view.at }),
    ...scopeQuery(view.filters),
    cut: view.cut,
  };
}

/** The query for the table and for its export, without a page. */
export function toExportQuery(
  view: ReviewView,
): Omit<StandingQuery, 'limit' | 'cursor'> {
  const { filters, at, sort, order } = view;
  const { text, stage, side, health, decision } = filters;
  return {
    ...(at && { at }),
    ...scopeQuery(filters),
    ...(text && { text }),
    ...(stage.length > 0 && { stage }),
    ...(side.length > 0 && { side }),
    ...(health.length > 0 && { health }),
    ...(decision.length > 0 && { decision }),
    sort,
    ...(order && { order }),
  };
}

/** The query for a page of the table. */
export function toStandingQuery(
  view: ReviewView,
  limit: number,
): StandingQuery {
  return {
    ...toExportQuery(view),
    limit,
    ...(view.cursor && { cursor: view.cursor }),
  };
}

function scopeQuery(filters: ReviewFilters) {
  const { team, wave, tier, system, domain, platform, cluster } = filters;
  return {
    ...(team && { team }),
    ...(wave.length > 0 && { wave }),
    ...(tier.length > 0 && { tier }),
    ...(system.length > 0 && { system }),
    ...(domain.length > 0 && { domain }),
    ...(platform.length > 0 && { platform }),
    ...(cluster.length > 0 && { cluster }),
  };
}

/** Names of the filters that leave something out. */
export function activeReviewFilters(
  filters: ReviewFilters,
): ReviewFilterName[] {
  return (Object.keys(filters) as ReviewFilterName[]).filter(name => {
    const value = filters[name];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
}

/** Changes parameters of a URL and leaves the others; back to the first page, because the cursor is of another query. */
export function writeReviewParams(
  params: URLSearchParams,
  patch: Record<string, string | readonly string[] | undefined>,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  for (const [name, value] of Object.entries(patch)) {
    copy.delete(name);
    for (const one of typeof value === 'string' ? [value] : value ?? []) {
      if (one) copy.append(name, one);
    }
  }
  return copy;
}

/** A value added to those chosen, or taken away again. */
export function toggled<T>(values: readonly T[], value: T): T[] {
  return values.includes(value)
    ? values.filter(one => one !== value)
    : [...values, value];
}
