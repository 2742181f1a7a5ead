import { useSearchParams } from 'react-router-dom';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { Span } from '../service/timeline/span';

const DEFAULT_MS = 90 * DAY_MS;

/** What of a service's past is looked at, and how; in the URL. */
export interface TimelineView {
  /** As the URL names it: RFC 3339; what is left out is the API's default. */
  query: { from?: string; to?: string };
  /** In milliseconds since the epoch. */
  span: Span;
  /** Whether the span ends with the present, and goes on with it. */
  live: boolean;
  asTable: boolean;
  allLanes: boolean;
  /** Shows another span; one that reaches the present goes on with it. */
  show: (span: Span, options?: { replace?: boolean }) => void;
  /** Back to the last 90 days. */
  reset: () => void;
  toggle: (what: 'table' | 'lanes') => void;
}

/**
 * Reads and writes `?from=…&to=…&timeline=…`.
 *
 * @param now - milliseconds since the epoch
 */
export function useTimelineView(now: number): TimelineView {
  const [params, setParams] = useSearchParams();
  const from = momentOf(params.get('from'));
  const to = momentOf(params.get('to'));
  const open = params.getAll('timeline');
  const end = Math.min(to ?? now, now);
  const span = { from: Math.min(from ?? end - DEFAULT_MS, end - 1), to: end };
  const write = (
    change: (copy: URLSearchParams) => void,
    options: { replace?: boolean } = {},
  ) =>
    setParams(
      old => {
        const copy = new URLSearchParams(old);
        change(copy);
        return copy;
      },
      { preventScrollReset: true, ...options },
    );
  return {
    query: {
      ...(from !== undefined && { from: new Date(from).toISOString() }),
      ...(to !== undefined && { to: new Date(to).toISOString() }),
    },
    span,
    live: to === undefined,
    asTable: open.includes('table'),
    allLanes: open.includes('lanes'),
    show: (next, options) =>
      write(copy => {
        copy.set('from', secondOf(next.from));
        if (next.to >= now) copy.delete('to');
        else copy.set('to', secondOf(next.to));
      }, options),
    reset: () =>
      write(copy => {
        copy.delete('from');
        copy.delete('to');
      }),
    toggle: what =>
      write(copy => {
        copy.delete('timeline');
        for (const one of open) if (one !== what) copy.append('timeline', one);
        if (!open.includes(what)) copy.append('timeline', what);
      }),
  };
}

function momentOf(text: string | null): number | undefined {
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** "2026-11-21T10:00:00Z": addresses need no milliseconds. */
function secondOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
