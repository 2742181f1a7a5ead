/** Filters of the list of what to mend that a URL can hold. */
export interface QualityFilters {
  team: string | undefined;
  service: string | undefined;
  kind: string | undefined;
}

/** Reads the filters from a URL. */
export function readQualityFilters(params: URLSearchParams): QualityFilters {
  return {
    team: params.get('team') || undefined,
    service: params.get('service') || undefined,
    kind: params.get('kind') || undefined,
  };
}

/** Puts one filter into a URL or takes it out, back on the first page. */
export function writeQualityFilter(
  params: URLSearchParams,
  name: keyof QualityFilters,
  value: string | undefined,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete('cursor');
  if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
}

/** The filters as the API takes them, without empty ones. */
export function toQualityQuery(filters: QualityFilters) {
  return {
    ...(filters.team && { team: filters.team }),
    ...(filters.service && { service: filters.service }),
    ...(filters.kind && { kind: filters.kind }),
  };
}
