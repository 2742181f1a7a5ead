import fc from 'fast-check';
import { check } from './check';
import { presence, rollout } from './testing';

/** All paths of an object, deepest included. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  return typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, child]) =>
          pathsOf(child, [...path, key]),
        ),
      ]
    : [path];
}

function replaceAt(
  value: unknown,
  [key, ...rest]: string[],
  replacement: unknown,
): unknown {
  if (key === undefined) {
    return replacement;
  }
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...Object(value) };
  Reflect.set(copy, key, replaceAt(Reflect.get(copy, key), rest, replacement));
  return copy;
}

describe('check', () => {
  it('passes what is well-formed, with what is stored of it', () => {
    const checked = check(rollout());
    expect(checked).toMatchObject({
      observation: { key: 'rollout/cart/1', backfilled: false },
      target: 'kubernetes/blue/shop/Deployment/cart',
    });
  });

  it('neither throws nor passes on whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), anything => {
        expect(check(anything)).toHaveProperty('reason');
      }),
    );
    const ring: Record<string, unknown> = rollout();
    ring.self = ring;
    expect(check(ring)).toMatchObject({ paths: ['self'], sizeBytes: 0 });
    expect(check({ ...rollout(), at: 10n })).toMatchObject({ paths: ['at'] });
    const trap = Object.defineProperty({}, 'kind', {
      enumerable: true,
      get() {
        throw new Error('hunter2');
      },
    });
    expect(check(trap)).toMatchObject({ reason: 'observation cannot be read' });
  });

  it('refuses with paths and sizes, never with values', () => {
    const whole = [rollout(), presence()];
    const secret = 'hunter2-s3cret-value';
    const wrong = [
      [secret],
      { nested: secret },
      `${secret}${'x'.repeat(5_000)}`,
      `\u0000${secret}`,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.constantFrom(...wrong),
        fc.nat(),
        (observation, value, n) => {
          const paths = pathsOf(observation).filter(
            // The names of a record are identifiers, and so are key and kind.
            ([first]) =>
              first !== undefined && first !== 'key' && first !== 'kind',
          );
          const path = paths[n % paths.length];
          const outcome = check(replaceAt(observation, path, value));
          fc.pre('reason' in outcome);
          expect(JSON.stringify(outcome)).not.toContain(secret);
          expect(outcome).toMatchObject({ key: observation.key });
        },
      ),
    );
  });

  it('names at most twenty failing paths, each cut', () => {
    const strange = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`${i}${'p'.repeat(500)}`, 1]),
    );
    const refusal = check({ ...rollout(), ...strange });
    expect(refusal).toMatchObject({
      reason: expect.stringContaining('and 49 more'),
      paths: { length: 20 },
    });
    expect(JSON.stringify(refusal).length).toBeLessThan(4_000);
  });
});
