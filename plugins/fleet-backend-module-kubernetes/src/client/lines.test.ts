import fc from 'fast-check';
import { lines } from './lines';

async function* pieces(parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function collect(parts: Uint8Array[]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines(pieces(parts))) found.push(line);
  return found;
}

it('gives the same lines however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc
          .string({ unit: 'grapheme', minLength: 1 })
          .filter(s => !s.includes('\n')),
      ),
      fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      async (expected, sizes) => {
        const bytes = Buffer.from(expected.map(line => `${line}\n`).join(''));
        const parts: Uint8Array[] = [];
        for (let from = 0; from < bytes.length; ) {
          const size = sizes.next().value;
          parts.push(bytes.subarray(from, from + size));
          from += size;
        }
        expect(await collect(parts)).toEqual(expected);
      },
    ),
  );
});

it('drops half a line at the end', async () => {
  expect(await collect([Buffer.from('whole\nhal')])).toEqual(['whole']);
});

it('keeps no line without bound', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  await expect(collect(Array(17).fill(chunk))).rejects.toThrow(RangeError);
});
