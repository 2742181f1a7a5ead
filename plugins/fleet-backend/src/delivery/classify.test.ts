import * as fc from 'fast-check';
import { compareRollouts, explainRollouts } from './classify';
import type { RolloutFact } from './rollout';
import { histories, rollout } from './testing';

const classesOf = (...facts: RolloutFact[]) =>
  explainRollouts(facts).map(explained => explained.class);

const images = (...tags: string[]) =>
  tags.map((tag, minute) => rollout({ minute, image: `shop/cart:${tag}` }));

describe('the class of a rollout', () => {
  it('is `release` for another artefact', () => {
    expect(classesOf(...images('v1', 'v2', 'v3'))).toEqual([
      'release',
      'release',
      'release',
    ]);
  });

  it('is `rollback` when the artefact was first rolled out before the one it replaces', () => {
    expect(classesOf(...images('v1', 'v2', 'v3', 'v1'))).toEqual([
      'release',
      'release',
      'release',
      'rollback',
    ]);
  });

  it('is no rollback when it goes forward again to a later one', () => {
    expect(classesOf(...images('v1', 'v2', 'v1', 'v2'))).toEqual([
      'release',
      'release',
      'rollback',
      'release',
    ]);
  });

  it('is `config` for the same artefact with another configuration, and `rollback` for the way back', () => {
    expect(
      classesOf(
        rollout({ minute: 0, configuration: 'c1' }),
        rollout({ minute: 1, configuration: 'c2' }),
        rollout({ minute: 2, configuration: 'c1' }),
        rollout({ minute: 3, configuration: 'c2' }),
      ),
    ).toEqual(['release', 'config', 'rollback', 'config']);
  });

  it('is `restart` when both are the same', () => {
    expect(classesOf(rollout({ minute: 0 }), rollout({ minute: 1 }))).toEqual([
      'release',
      'restart',
    ]);
  });

  it('is `restart` for a recreation without change', () => {
    expect(
      classesOf(
        rollout({ minute: 0, incarnation: 'a', revision: 7 }),
        rollout({ minute: 1, incarnation: 'b', revision: 1 }),
      ),
    ).toEqual(['release', 'restart']);
  });

  it('is derived across recreations', () => {
    expect(
      classesOf(
        rollout({ minute: 0, incarnation: 'a', revision: 1 }),
        rollout({ minute: 1, incarnation: 'a', revision: 2, image: 'cart:v2' }),
        rollout({ minute: 2, incarnation: 'b', revision: 1 }),
      ),
    ).toEqual(['release', 'release', 'rollback']);
  });

  it('is `release` for a restart whose reference resolved to a new digest', () => {
    expect(
      classesOf(
        rollout({ minute: 0, image: 'cart:main', digest: 'sha256:1' }),
        rollout({ minute: 1, image: 'cart:main', digest: 'sha256:2' }),
      ),
    ).toEqual(['release', 'release']);
  });

  it('is `restart` as long as nobody knows to what the reference resolved', () => {
    const restarted = rollout({ minute: 1, image: 'cart:main' });
    expect(
      classesOf(
        rollout({ minute: 0, image: 'cart:main', digest: 'sha256:1' }),
        restarted,
        rollout({ minute: 2, image: 'cart:main', digest: 'sha256:2' }),
      ),
    ).toEqual(['release', 'restart', 'release']);
  });

  it('is `rollback` to a version whose digest was forgotten and is known again', () => {
    expect(
      classesOf(
        rollout({ minute: 0, image: 'cart:v1' }),
        rollout({ minute: 1, image: 'cart:v2', digest: 'sha256:2' }),
        rollout({ minute: 2, image: 'cart:v1', digest: 'sha256:1' }),
      ),
    ).toEqual(['release', 'release', 'rollback']);
  });

  it('is derived again when earlier rollouts become known', () => {
    const later = images('v1', 'v2', 'v1').slice(1);
    expect(classesOf(...later)).toEqual(['release', 'release']);
    expect(classesOf(...images('v1'), ...later)).toEqual([
      'release',
      'release',
      'rollback',
    ]);
  });
});

describe('the order of rollouts', () => {
  it('follows revisions within an incarnation, since starts may be estimates', () => {
    const explained = explainRollouts([
      rollout({ minute: 5, revision: 1, image: 'cart:v1' }),
      rollout({ minute: 3, revision: 2, image: 'cart:v2' }),
    ]);
    expect(explained.map(one => one.version)).toEqual(['v1', 'v2']);
  });

  it('does not depend on the order in which they are told', () => {
    fc.assert(
      fc.property(
        histories.chain(facts =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray(facts, { minLength: facts.length }),
          ),
        ),
        ([facts, shuffled]) => {
          expect(explainRollouts(shuffled)).toEqual(explainRollouts(facts));
        },
      ),
    );
  });
});

describe('starting in the middle', () => {
  it('gives what starting at the beginning gives', () => {
    fc.assert(
      fc.property(histories, fc.nat(100), (facts, cut) => {
        const all = explainRollouts(facts);
        const from = all.length === 0 ? 0 : cut % all.length;
        const before = all.slice(0, from);
        const rest = explainRollouts(all.slice(from), {
          previous: before.at(-1) ?? null,
          firsts: before.filter(
            one => one.firstArtefact || one.firstConfiguration,
          ),
        });
        // Places are a matter of the whole incarnation: they are cut only where they keep the order.
        fc.pre(
          all
            .slice(from)
            .every(one =>
              rest.some(r => r.id === one.id && r.placedAt === one.placedAt),
            ),
        );
        expect(rest).toEqual(all.slice(from));
      }),
    );
  });

  it('keeps rollouts in their order', () => {
    fc.assert(
      fc.property(histories, facts => {
        const all = explainRollouts(facts);
        expect([...all].sort(compareRollouts)).toEqual(all);
        expect(all.map(one => one.id).sort()).toEqual(
          facts.map(one => one.id).sort(),
        );
      }),
    );
  });
});
