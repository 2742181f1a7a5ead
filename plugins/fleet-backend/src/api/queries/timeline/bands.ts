/** When targets were there and how much of them, out of every version of what was told of them. Pure. */

/** One version of what a scope told of one incarnation of a target: its state from `since` on. In milliseconds since the epoch. */
export interface PresenceVersion {
  /** Names the observation: scope and key. */
  observation: string;
  /** Orders the versions of one observation. */
  seq: number;
  since: number;
  ready: number;
  desired: number | null;
  /** When the incarnation was gone, by this version; null while it is there. */
  endedAt: number | null;
}

/** A span in one state, in milliseconds since the epoch. */
export interface Band {
  from: number;
  to: number;
  ready: number;
  desired: number | null;
}

/** The span that is looked at, in milliseconds since the epoch. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The bands of one target within a span, oldest first, none overlapping another. Where several incarnations, or several who tell, overlap, the
 * one with the most ready instances counts.
 *
 * @param options.resolution - in milliseconds; neighbours that are shorter become one with the fewest ready instances among them, so that a
 * trough stays to be seen.
 */
export function bandsOf(
  versions: readonly PresenceVersion[],
  options: { span: Span; resolution: number },
): Band[] {
  const { span, resolution } = options;
  const states = [...groupBy(versions, ({ observation }) => observation)]
    .flatMap(([, history]) => statesOf(history, span))
    .sort((a, b) => a.from - b.from);
  return coarsen(joinEqual(flatten(states)), resolution);
}

/** What one observation tells: each version holds until the next one's began, the last until the incarnation was gone or the span ends. */
function statesOf(history: readonly PresenceVersion[], span: Span): Band[] {
  const ordered = [...history].sort((a, b) => a.seq - b.seq);
  return ordered.flatMap((version, index) => {
    const next = ordered[index + 1];
    const until = Math.min(
      next?.since ?? Infinity,
      // A later version may take back that it was gone.
      next ? Infinity : version.endedAt ?? Infinity,
      span.to,
    );
    const from = Math.max(version.since, span.from);
    return until > from
      ? [{ from, to: until, ready: version.ready, desired: version.desired }]
      : [];
  });
}

/** At each moment the state with the most ready instances. */
function flatten(states: readonly Band[]): Band[] {
  const edges = [...new Set(states.flatMap(({ from, to }) => [from, to]))].sort(
    (a, b) => a - b,
  );
  const bands: Band[] = [];
  let begun = 0;
  let open: Band[] = [];
  for (const [index, from] of edges.entries()) {
    open = open.filter(state => state.to > from);
    while (begun < states.length && states[begun].from <= from) {
      if (states[begun].to > from) open.push(states[begun]);
      begun++;
    }
    const to = edges[index + 1];
    if (open.length === 0 || to === undefined) continue;
    const { ready, desired } = open.reduce((best, each) =>
      compare(each, best) > 0 ? each : best,
    );
    bands.push({ from, to, ready, desired });
  }
  return bands;
}

/** By ready instances, then by those that are wanted; that nobody knows is least. */
function compare(a: Band, b: Band): number {
  return a.ready - b.ready || (a.desired ?? -1) - (b.desired ?? -1);
}

function joinEqual(bands: readonly Band[]): Band[] {
  const joined: Band[] = [];
  for (const band of bands) {
    const last = joined.at(-1);
    if (
      last?.to === band.from &&
      last.ready === band.ready &&
      last.desired === band.desired
    ) {
      last.to = band.to;
    } else {
      joined.push({ ...band });
    }
  }
  return joined;
}

function coarsen(bands: readonly Band[], resolution: number): Band[] {
  const coarse: Band[] = [];
  for (const band of bands) {
    const last = coarse.at(-1);
    if (last && last.to - last.from < resolution) {
      const gap = band.from - last.to;
      // A gap that nobody could see is no gap.
      if (gap < resolution && band.to - band.from < resolution) {
        if (compare(band, last) < 0) {
          last.ready = band.ready;
          last.desired = band.desired;
        }
        last.to = band.to;
        continue;
      }
    }
    coarse.push({ ...band });
  }
  return coarse;
}

/** Groups in the order of their first members. */
export function groupBy<T>(
  list: readonly T[],
  key: (item: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
