import { useState, type PointerEvent, type RefObject } from 'react';

/** What moved less than this, in pixels, was a click. */
const CLICK_PX = 6;

/** Choosing a part of a chart by dragging over it. */
export interface Brush {
  /** Where it began and where it is, between 0 and 1; undefined while nothing is chosen. */
  places: [number, number] | undefined;
  handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: (event: PointerEvent) => void;
    onPointerCancel: () => void;
  };
}

/**
 * Lets a pointer choose a part of a chart.
 *
 * @param area - what is 0 at its left and 1 at its right
 * @param onChosen - called with both ends, in the order in which they were chosen
 */
export function useBrush(
  area: RefObject<HTMLElement>,
  onChosen: (places: [number, number]) => void,
): Brush {
  const [places, setPlaces] = useState<[number, number]>();
  const placeAt = ({ clientX }: PointerEvent) => {
    const { left, width } = area.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
  };
  return {
    places,
    handlers: {
      onPointerDown: event => {
        const target = event.target as Element;
        if (event.button !== 0 || target.closest('a, button')) return;
        const { left } = area.current!.getBoundingClientRect();
        if (event.clientX < left) return;
        event.currentTarget.setPointerCapture?.(event.pointerId);
        const place = placeAt(event);
        setPlaces([place, place]);
      },
      onPointerMove: event => {
        if (places) setPlaces([places[0], placeAt(event)]);
      },
      onPointerUp: event => {
        if (!places) return;
        const next: [number, number] = [places[0], placeAt(event)];
        const { width } = area.current!.getBoundingClientRect();
        setPlaces(undefined);
        if (Math.abs(next[1] - next[0]) * width >= CLICK_PX) onChosen(next);
      },
      onPointerCancel: () => setPlaces(undefined),
    },
  };
}
