const SORTS = ['improves', 'records', 'latest'] as const;
/** What comes first. */
export type QualitySort = (typeof SORTS)[number];

/** What of the list of what to mend a URL can hold: its filters, and which of it is open. */
export interface QualityView {
  team: string | undefined;
  service: string | undefined;
  kind: string | undefined;
  text: string | undefined;
  sort: QualitySort;
  /** Id of what is open. */
  mend: string | undefined;
}

const FILTERS = ['team', 'service', 'kind', 'text'] as const;

/** Where the pages of the records of what is open stand. */
export const RECORD_CURSOR = 'recordCursor';

/** Reads the view from a URL. */
export function readQualityView(params: URLSearchParams): QualityView {
  return {
    team: params.get('team') || undefined,
    service: params.get('service') || undefined,
    kind: params.get('kind') || undefined,
    text: params.get('text') || undefined,
    sort: SORTS.find(one => one === params.get('sort')) ?? 'improves',
    mend: params.get('mend') || undefined,
  };
}

/** Puts one filter into a URL or takes it out, back on the first page. */
export function writeQualityFilter(
  params: URLSearchParams,
  name: (typeof FILTERS)[number],
  value: string | undefined,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  if (value) copy.set(name, value);
  else copy.delete(name);
  return copy;
}

/** Sorts by a column, from the first page; what is no order of its own changes nothing. */
export function writeQualitySort(
  params: URLSearchParams,
  column: string,
): URLSearchParams {
  const sort = SORTS.find(one => one === column);
  if (!sort) return params;
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  if (sort === 'improves') copy.delete('sort');
  else copy.set('sort', sort);
  return copy;
}

/** Opens something that is to be mended, or closes what is open. */
export function writeMend(
  params: URLSearchParams,
  group: string | undefined,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete(RECORD_CURSOR);
  if (group) copy.set('mend', group);
  else copy.delete('mend');
  return copy;
}

/** The same URL without any filter. */
export function withoutQualityFilters(
  params: URLSearchParams,
): URLSearchParams {
  return FILTERS.reduce<URLSearchParams>(
    (copy, name) => writeQualityFilter(copy, name, undefined),
    params,
  );
}

/** Whether anything is filtered by. */
export function isQualityFiltered(view: QualityView): boolean {
  return FILTERS.some(name => view[name] !== undefined);
}

/** The filters as the API takes them, without empty ones. */
export function toQualityQuery(view: QualityView) {
  const { kind, text, sort } = view;
  return {
    ...toOwnQuery(view),
    ...(kind && { kind }),
    ...(text && { text }),
    ...(sort !== 'improves' && { sort }),
  };
}

/** Whose it is, as the API takes it: what else is filtered by says nothing of what is open. */
export function toOwnQuery({
  team,
  service,
}: Pick<QualityView, 'team' | 'service'>) {
  return { ...(team && { team }), ...(service && { service }) };
}
