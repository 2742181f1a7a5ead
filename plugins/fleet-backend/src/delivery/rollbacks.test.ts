import * as fc from 'fast-check';
import { findRollbacks } from './rollbacks';
import { defaultDeliveryRules } from './rules';
import { deployment } from './testing';
import type { DeploymentFact } from './types';

const find = (
  deployments: DeploymentFact[],
  rolledBack: 'first' | 'directly_before' = 'first',
) => findRollbacks(deployments, { rolledBack });
const V1 = deployment('v1', { minute: 0 });
const V2 = deployment('v2', { minute: 100 });
const V3 = deployment('v3', { minute: 200 });
const back = deployment('v1', { minute: 300, class: 'rollback' });

describe('a rollback', () => {
  it('after V1, V2, V3 to V1 says that V2 has failed: the first since V1 was last live', () => {
    expect(find([V1, V2, V3, back])).toEqual({
      failedBy: new Map([['d100', 'd300']]),
      takenBackBy: new Map([
        ['d100', 'd300'],
        ['d200', 'd300'],
      ]),
    });
  });

  it('says so of V3, the one directly before, if so configured', () => {
    expect(find([V1, V2, V3, back], 'directly_before').failedBy).toEqual(
      new Map([['d200', 'd300']]),
    );
  });

  it('is none when V1 follows V1', () => {
    const again = deployment('v1', { minute: 100, class: 'restart' });
    expect(find([V1, again]).failedBy).toEqual(new Map());
  });

  it('looks past restarts', () => {
    const restart = deployment('v2', { minute: 150, class: 'restart' });
    expect(find([V1, V2, restart, back]).failedBy).toEqual(
      new Map([['d100', 'd300']]),
    );
  });

  it('looks to when the version returned to was last live', () => {
    const V4 = deployment('v4', { minute: 400 });
    const again = deployment('v1', { minute: 500, class: 'rollback' });
    expect(find([V1, V2, V3, back, V4, again]).failedBy).toEqual(
      new Map([
        ['d100', 'd300'],
        ['d400', 'd500'],
      ]),
    );
  });

  it('in two steps blames the first of each', () => {
    const toV2 = deployment('v2', { minute: 250, class: 'rollback' });
    expect(find([V1, V2, V3, toV2, back]).failedBy).toEqual(
      new Map([
        ['d200', 'd250'],
        ['d100', 'd300'],
      ]),
    );
  });

  it('does not return to what never was live', () => {
    const failed = deployment('v1', { minute: 150, outcome: 'failed' });
    expect(find([V1, V2, failed, V3, back]).failedBy).toEqual(
      new Map([['d100', 'd300']]),
    );
  });

  it('of a configuration returns to that configuration', () => {
    const config = (name: string, minute: number, rolledBack = false) =>
      deployment('v1', {
        minute,
        configuration: name,
        class: rolledBack ? 'rollback' : 'config',
      });
    expect(
      find([
        config('c1', 0),
        config('c2', 100),
        config('c3', 200),
        config('c2', 300, true),
      ]).failedBy,
    ).toEqual(new Map([['d200', 'd300']]));
  });

  it('to before all that is known takes back what it replaced', () => {
    expect(find([V2, V3, back]).takenBackBy).toEqual(
      new Map([['d200', 'd300']]),
    );
  });

  it('on another target takes back nothing here', () => {
    const elsewhere = deployment('v1', {
      minute: 300,
      target: 'us',
      class: 'rollback',
    });
    expect(find([V1, V2, elsewhere]).failedBy).toEqual(new Map());
  });
});

describe('rollbacks', () => {
  const lives = fc
    .array(
      fc.record({
        version: fc.constantFrom('v1', 'v2', 'v3'),
        class: fc.constantFrom(
          'release' as const,
          'rollback' as const,
          'restart' as const,
        ),
        outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
      }),
      { maxLength: 12 },
    )
    .map(list =>
      list.map(({ version, ...rest }, i) =>
        deployment(version, { ...rest, minute: i }),
      ),
    );

  it('take back only what came before them, and what has failed by one was taken back by one', () => {
    fc.assert(
      fc.property(lives, list => {
        const { failedBy, takenBackBy } = find(list);
        const started = new Map(list.map(one => [one.id, one.startedAt]));
        for (const [taken, by] of [...takenBackBy, ...failedBy]) {
          expect(started.get(taken)).toBeLessThan(started.get(by) ?? 0);
        }
        for (const failed of failedBy.keys()) {
          expect(takenBackBy.has(failed)).toBe(true);
        }
      }),
    );
  });

  it('do not depend on the order in which deployments are told', () => {
    fc.assert(
      fc.property(lives, list => {
        expect(
          findRollbacks([...list].reverse(), defaultDeliveryRules),
        ).toEqual(findRollbacks(list, defaultDeliveryRules));
      }),
    );
  });
});
