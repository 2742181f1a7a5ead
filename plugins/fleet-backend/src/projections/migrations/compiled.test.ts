// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this package
import * as fc from 'fast-check';
import { parseFilterPredicate } from '@backstage/filter-predicates';
import { checkFilter } from './compiled';

describe('a filter over entities', () => {
  it.each([
    [{}],
    [{ 'spec.type': 'service' }],
    [{ 'spec.type': { $in: ['service', 'website'] }, 'metadata.title': 'x' }],
    [
      {
        $any: [{ 'spec.system': { $exists: false } }, { $not: { kind: 'x' } }],
      },
    ],
    [{ 'metadata.tags': { $contains: 'java' } }],
    [{ relations: { $contains: { type: 'ownedBy' } } }],
    [{ 'spec.owner': { $hasPrefix: 'group:' } }],
  ])('may be %j', filter => {
    expect(checkFilter(filter)).toBeUndefined();
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ $bad: 1 }, /"\$bad" is unknown: write the name of a field/],
    [{ 'spec.type': { $bad: 1 } }, /"\$bad" is unknown: of "spec.type"/],
    [{ 'spec.type': { $in: 'service' } }, /"\$in" of "spec.type" takes a list/],
    [{ 'spec.type': { $exists: 'yes' } }, /takes true or false, such as/],
    [{ 'spec.type': { $hasPrefix: 3 } }, /takes a text/],
    [{ 'spec.type': ['service'] }, /\{"spec.type": \{"\$in": \[…\]\}\}/],
    [{ 'spec.type': null }, /\{"spec.type": \{"\$exists": false\}\}/],
    [{ 'spec.type': {} }, /compared with \{\}/],
    [{ spec: { type: 'service' } }, /as one name, "spec.type"/],
    [{ $all: { 'spec.type': 'service' } }, /"\$all" takes a list of filters/],
    [{ $any: [{ 'spec.type': 'x' }, { a: { $inn: [] } }] }, /"\$inn"/],
    [{ $not: [{ 'spec.type': 'x' }] }, /has to be fields/],
    [{ $all: [{ a: 'x' }], b: 'y' }, /"b" stands beside "\$all"/],
    [{ a: { $contains: { b: { $bad: 1 } } } }, /"\$bad" is unknown: of "b"/],
  ])('that is %j is refused with what to write', (filter, sentence) => {
    const said = checkFilter(filter);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/Expected|Required|Invalid|received/);
  });

  it('never gets a sentence where the framework takes it, and always one where it does not', () => {
    const name = fc.constantFrom('a', 'b.c', '$all', '$any', '$not', '$x');
    const ask = fc.constantFrom(
      '$exists',
      '$in',
      '$contains',
      '$hasPrefix',
      'd',
    );
    const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const { filter } = fc.letrec(tie => ({
      filter: fc.oneof(
        { depthSize: 'small' },
        fc.dictionary(name, tie('value'), { maxKeys: 2 }),
        fc.dictionary(ask, tie('value'), { maxKeys: 2 }),
      ),
      value: fc.oneof(
        { depthSize: 'small' },
        plain,
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 2 }),
        tie('filter'),
      ),
    }));
    const isTaken = (given: unknown) => {
      try {
        parseFilterPredicate(given);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(filter, given => {
        const written = given as Record<string, unknown>;
        const said = checkFilter(written);
        expect(said === undefined).toBe(isTaken(written));
        expect(said ?? '').not.toMatch(/Expected|Required|Invalid|received/);
      }),
      { numRuns: 300 },
    );
  });
});
