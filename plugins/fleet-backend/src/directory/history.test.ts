import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { nextEntry, serviceAt, type AttributionEntry } from './history';

/** Appends what is found at instants, in their order. */
function follow(
  ...found: [at: number, service: string | null, correction?: boolean][]
): AttributionEntry[] {
  const history: AttributionEntry[] = [];
  for (const [at, service, correction = false] of found) {
    const entry = nextEntry(history, { service, correction }, instant(at));
    if (entry) {
      history.push(entry);
    }
  }
  return history;
}
const owners = (history: AttributionEntry[], ...at: number[]) =>
  at.map(one => serviceAt(history, instant(one)));

describe('attribution', () => {
  it('covers all the past the first time', () => {
    expect(owners(follow([100, 'a']), -5, 100, 200)).toEqual(['a', 'a', 'a']);
  });

  it('covers all the past when somebody claims what nobody had', () => {
    expect(owners(follow([100, null], [200, 'a']), 5, 150, 200)).toEqual([
      'a',
      'a',
      'a',
    ]);
  });

  it('to another service holds from then on', () => {
    expect(owners(follow([100, 'a'], [200, 'b']), 199, 200)).toEqual([
      'a',
      'b',
    ]);
  });

  it('to another service covers all the past when it is a correction', () => {
    expect(owners(follow([100, 'a'], [200, 'b', true]), 5, 200)).toEqual([
      'b',
      'b',
    ]);
  });

  it('heals when an entity was gone for a while', () => {
    expect(
      owners(follow([100, 'a'], [200, null], [300, 'a']), 150, 250, 350),
    ).toEqual(['a', 'a', 'a']);
  });

  it('gives the time without owner to the next one', () => {
    expect(
      owners(follow([100, 'a'], [200, null], [300, 'b']), 150, 250),
    ).toEqual(['a', 'b']);
  });

  it('writes nothing when nothing changed', () => {
    expect(follow([100, 'a'], [200, 'a'], [300, 'a'])).toHaveLength(1);
  });

  it('says of now what was found last', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', null), fc.boolean()), {
          minLength: 1,
          maxLength: 10,
        }),
        found => {
          const history = follow(
            ...found.map(
              ([service, correction], i): [number, string | null, boolean] => [
                100 * i,
                service,
                correction,
              ],
            ),
          );
          expect(serviceAt(history, instant(100 * found.length))).toBe(
            found[found.length - 1][0],
          );
        },
      ),
    );
  });
});
