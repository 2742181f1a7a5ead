import fc from 'fast-check';
import { readCursor, writeCursor } from './cursor';

describe('a cursor', () => {
  it('gives back the position for an equal query, whatever the order of its keys', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.array(fc.oneof(fc.string(), fc.integer()), {
          maxLength: 8,
        }),
        (query, position) => {
          const cursor = writeCursor(query, position);
          const reversed = Object.fromEntries(Object.entries(query).reverse());
          expect(readCursor({ cursor, query: reversed })).toEqual(position);
        },
      ),
    );
  });

  it('is refused with another query', () => {
    const cursor = writeCursor({ sort: 'name' }, ['a']);
    expect(() => readCursor({ cursor, query: { sort: 'frequency' } })).toThrow(
      'belongs to a query with other filters',
    );
  });

  it('is refused when its position was changed', () => {
    const written = writeCursor({}, [1]);
    const cursor = Buffer.from(
      Buffer.from(written, 'base64url').toString().replace('[1]', '["a"]'),
    ).toString('base64url');
    expect(() => readCursor({ cursor, query: {} })).toThrow(
      'belongs to a query with other filters',
    );
  });

  it.each(['', 'x', 'bnVsbA', Buffer.from('{"q":1}').toString('base64url')])(
    'is refused when it is none: %s',
    cursor => {
      expect(() => readCursor({ cursor, query: {} })).toThrow(
        'none that this API gave',
      );
    },
  );
});
