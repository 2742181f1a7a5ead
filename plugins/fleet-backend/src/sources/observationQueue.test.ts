import fc from 'fast-check';
import { ObservationQueue } from './observationQueue';

describe('the queue of observations', () => {
  it('lets a cursor go only with the last observation that it covers', () => {
    const queue = new ObservationQueue();
    queue.push([1, 2, 3]);
    queue.pushCursor('a');
    queue.push([4]);
    queue.pushCursor('b');
    expect(queue.take(2)).toEqual({ observations: [1, 2], sequence: 2 });
    expect(queue.take(1)).toEqual({
      observations: [3],
      cursor: 'a',
      sequence: 4,
    });
    expect(queue.take(5)).toEqual({
      observations: [4],
      cursor: 'b',
      sequence: 6,
    });
    expect(queue.isEmpty).toBe(true);
  });

  it('is not filled by cursors alone', () => {
    const queue = new ObservationQueue();
    for (let i = 0; i < 1_000; i++) queue.pushCursor(i);
    expect(queue.take(1)).toEqual({
      observations: [],
      cursor: 999,
      sequence: 1_000,
    });
    expect(queue.isEmpty).toBe(true);
  });

  it('gives everything in order, and each cursor after all that came before it and nothing later', () => {
    // A number is so many observations, a null is a cursor that tells how many came before it.
    const input = fc.array(fc.option(fc.integer({ min: 0, max: 7 })));
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 5 }), (steps, limit) => {
        const queue = new ObservationQueue();
        const pushed: number[] = [];
        let lastCursor = -1;
        for (const step of steps) {
          if (step === null) {
            queue.pushCursor(pushed.length);
            lastCursor = pushed.length;
          } else {
            const more = Array.from({ length: step }, Math.random);
            queue.push(more);
            pushed.push(...more);
          }
        }
        const taken: unknown[] = [];
        let cursor = -1;
        while (!queue.isEmpty) {
          const batch = queue.take(limit);
          taken.push(...batch.observations);
          expect(batch.observations.length).toBeLessThanOrEqual(limit);
          cursor = Number(batch.cursor ?? cursor);
          expect(cursor).toBeLessThanOrEqual(taken.length);
        }
        expect(taken).toEqual(pushed);
        expect(cursor).toBe(lastCursor);
        expect(queue.size).toBe(0);
      }),
    );
  });
});
