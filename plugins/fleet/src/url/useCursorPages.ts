import { useLocation, useSearchParams } from 'react-router-dom';

/** Where one is in a list that is paged by cursors. The cursor is in the URL; the way back is in the history's state. */
export interface CursorPages {
  /** The cursor of the page shown; undefined for the first page. */
  cursor: string | undefined;
  /** How many pages lie before this one; undefined for a page that was opened by its address. */
  before: number | undefined;
  to: (cursor: string) => void;
  toFirst: () => void;
  /** Undefined on the first page and where the way back is not known. */
  toPrevious: (() => void) | undefined;
}

/**
 * @param name - of the URL parameter, for pages with several lists
 */
export function useCursorPages(name = 'cursor'): CursorPages {
  const [params, setParams] = useSearchParams();
  const location = useLocation();
  const cursor = params.get(name) ?? undefined;
  const stack = readStack(location.state, name);
  const known = cursor !== undefined && stack.at(-1) === cursor;

  const go = (next: string[], state = next) =>
    setParams(
      old => {
        const copy = new URLSearchParams(old);
        const last = next.at(-1);
        if (last === undefined) copy.delete(name);
        else copy.set(name, last);
        return copy;
      },
      { state: { [stateKey(name)]: state }, preventScrollReset: true },
    );

  let before: number | undefined;
  if (cursor === undefined) before = 0;
  else if (known) before = stack.length;
  return {
    cursor,
    before,
    // After a page that was opened by its address the count is unknown, and stays so.
    to: next => (before === undefined ? go([next], []) : go([...stack, next])),
    toFirst: () => go([]),
    toPrevious: known ? () => go(stack.slice(0, -1)) : undefined,
  };
}

function stateKey(name: string): string {
  return `fleet.pages.${name}`;
}

function readStack(state: unknown, name: string): string[] {
  if (typeof state !== 'object' || state === null) return [];
  const stack = (state as Record<string, unknown>)[stateKey(name)];
  return Array.isArray(stack)
    ? stack.filter((one): one is string => typeof one === 'string')
    : [];
}
