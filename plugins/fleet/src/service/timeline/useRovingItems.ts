import { useState, type KeyboardEvent, type RefObject } from 'react';

/** One stop of the Tab key for all that can be opened in a chart; arrow keys go on from there. */
export interface RovingItems {
  /** What the Tab key stops at: the attributes of an item. */
  propsOf: (key: string) => {
    'data-item': string;
    tabIndex: 0 | -1;
    onFocus: () => void;
  };
  /** Moves the focus; tells whether the key was one of its. */
  onKeyDown: (event: KeyboardEvent) => boolean;
}

/**
 * @param chart - holds the items; those of one lane lie in an element with `data-lane`
 * @param keys - of all items, the first being where the Tab key stops before any was focused
 */
export function useRovingItems(
  chart: RefObject<HTMLElement>,
  keys: readonly string[],
): RovingItems {
  const [focused, setFocused] = useState<string>();
  const current =
    focused !== undefined && keys.includes(focused) ? focused : keys[0];
  return {
    propsOf: key => ({
      'data-item': key,
      tabIndex: key === current ? 0 : -1,
      onFocus: () => setFocused(key),
    }),
    onKeyDown: event => {
      const next = nextOf(event, chart.current);
      if (!next) return false;
      next.focus();
      return true;
    },
  };
}

function nextOf(
  { key, target }: KeyboardEvent,
  chart: HTMLElement | null,
): HTMLElement | undefined {
  const item = (target as HTMLElement).closest<HTMLElement>('[data-item]');
  const lane = item?.closest('[data-lane]');
  if (!chart || !item || !lane) return undefined;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const here = itemsOf(lane);
    return here[here.indexOf(item) + (key === 'ArrowLeft' ? -1 : 1)];
  }
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const lanes = [...chart.querySelectorAll('[data-lane]')].filter(
    one => itemsOf(one).length > 0,
  );
  const other = lanes[lanes.indexOf(lane) + (key === 'ArrowUp' ? -1 : 1)];
  if (!other) return undefined;
  const distance = (one: HTMLElement) => Math.abs(leftOf(one) - leftOf(item));
  return itemsOf(other).reduce((best, each) =>
    distance(each) < distance(best) ? each : best,
  );
}

function itemsOf(lane: Element): HTMLElement[] {
  return [...lane.querySelectorAll<HTMLElement>('[data-item]')];
}

function leftOf(item: HTMLElement): number {
  return item.getBoundingClientRect().left;
}
