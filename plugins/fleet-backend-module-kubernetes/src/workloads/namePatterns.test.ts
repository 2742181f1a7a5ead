import fc from 'fast-check';
import { namePatterns } from './namePatterns';

it.each([
  ['sidecar.istio.io/inject', ['sidecar.istio.io/inject'], true],
  ['sidecar.istio.io/injected', ['sidecar.istio.io/inject'], false],
  ['checksum/config', ['checksum/*'], true],
  ['checksum', ['checksum/*'], false],
  ['a.example/traced', ['*/traced'], true],
  ['a.example/traced/not', ['*/traced'], false],
  ['v1', ['v?'], true],
  ['v', ['v?'], false],
  ['anything', [], false],
  ['anything', ['other', '*'], true],
])('says of %s and %j: %s', (name, patterns, expected) => {
  expect(namePatterns(patterns)(name)).toBe(expected);
});

it('agrees with the regular expression of the same meaning', () => {
  const letter = fc.constantFrom('a', 'b', '/', '*', '?');
  const text = (letters: fc.Arbitrary<string>, maxLength: number) =>
    fc.array(letters, { maxLength }).map(parts => parts.join(''));
  fc.assert(
    fc.property(
      text(letter, 6),
      text(fc.constantFrom('a', 'b', '/'), 8),
      (pattern, name) => {
        const expression = pattern.replace(/[*]/g, '.*').replace(/[?]/g, '.');
        expect(namePatterns([pattern])(name)).toBe(
          new RegExp(`^${expression}$`).test(name),
        );
      },
    ),
  );
});

it('takes no longer than it must for a pattern made to be slow', () => {
  const slow = namePatterns([`${'*a'.repeat(250)}b`]);
  const begun = performance.now();
  expect(slow('a'.repeat(317))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
