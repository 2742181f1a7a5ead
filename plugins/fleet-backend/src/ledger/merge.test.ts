import {
  observationSchema,
  type Observation,
} from '@landfall/backstage-plugin-fleet-node';
import { merge, saysTheSame, touchedFrom } from './merge';
import { presence, rollout } from './testing';

const observed = (...given: Parameters<typeof rollout>): Observation =>
  observationSchema.parse(rollout(...given));
const present = (...given: Parameters<typeof presence>): Observation =>
  observationSchema.parse(presence(...given));
const known = (
  observation: Observation,
  seenVersion = observation.version,
) => ({
  observation,
  seenVersion,
});
const estimatedAt = { at: true, endedAt: false };

describe('merge', () => {
  it('never lets a lower version replace a higher one', () => {
    expect(
      merge(
        known(observed({ version: 5 })),
        observed({ version: 4, body: { reason: 'old' } }),
      ),
    ).toEqual({ action: 'none' });
    expect(
      merge(
        known(observed({ version: 5 }), 9),
        observed({ version: 8, ended: true }),
      ),
    ).toEqual({ action: 'none' });
  });

  it('takes a higher version, and of equal ones the later report', () => {
    for (const version of [5, 6]) {
      const next = observed({ version, body: { reason: 'new' } });
      expect(merge(known(observed({ version: 5 })), next)).toEqual({
        action: 'amend',
        observation: next,
      });
    }
  });

  describe('of an incident', () => {
    const incident = (given: {
      version: number;
      acknowledgedAt: number | null;
      endedAt?: number;
      correction?: string;
    }): Observation =>
      observationSchema.parse({
        ...{ kind: 'incident', key: 'P1', version: given.version, at: 1 },
        ended: given.endedAt !== undefined,
        endedAt: given.endedAt ?? null,
        ...(given.correction && { correction: given.correction }),
        service: 'component:default/cart',
        body: { severity: null, acknowledgedAt: given.acknowledgedAt },
      });
    const ended = incident({ version: 9, acknowledgedAt: null, endedAt: 9 });
    const taken = incident({ version: 5, acknowledgedAt: 5 });
    const outcome = (first: Observation, second: Observation) => {
      const decision = merge(known(first), second);
      return decision.action === 'amend' ? decision.observation : first;
    };

    it('keeps the first acknowledgement and the end, whichever is recorded first', () => {
      for (const [one, two] of [
        [ended, taken],
        [taken, ended],
      ]) {
        expect(outcome(one, two)).toMatchObject({
          ...{ version: 9, ended: true, endedAt: 9 },
          body: { acknowledgedAt: 5 },
        });
      }
    });

    it('keeps it where a correction does not know of it', () => {
      const corrected = incident({
        ...{ version: 12, acknowledgedAt: null, endedAt: 11 },
        correction: 'The tool tells another end',
      });
      const all = outcome(ended, taken);
      expect(outcome(all, corrected)).toMatchObject({
        endedAt: 11,
        body: { acknowledgedAt: 5 },
      });
    });

    it('takes the earliest, and says nothing new where it is known', () => {
      const later = incident({ version: 7, acknowledgedAt: 6 });
      expect(outcome(later, taken).body).toMatchObject({ acknowledgedAt: 5 });
      expect(merge(known(taken), later)).toEqual({
        action: 'raise',
        seenVersion: 7,
      });
      expect(merge(known(outcome(ended, taken)), taken)).toEqual({
        action: 'none',
      });
    });
  });

  it('takes another origin for news, as when an incident is given to another service', () => {
    const paged = (origin: string) =>
      observationSchema.parse({
        kind: 'incident',
        key: 'P1',
        version: 5,
        at: 1,
        ended: false,
        endedAt: null,
        origin,
        body: { severity: null, acknowledgedAt: null },
      });
    const next = paged('pagerduty:PX2');
    expect(merge(known(paged('pagerduty:PX1')), next)).toEqual({
      action: 'amend',
      observation: next,
    });
  });

  it('takes no reconstruction for what was observed, unless it tells the end', () => {
    const seen = known(observed({ version: 5 }));
    expect(
      merge(
        seen,
        observed({ version: 5, backfilled: true, body: { reason: 'guess' } }),
      ),
    ).toEqual({ action: 'none' });
    expect(
      merge(
        seen,
        observed({
          version: 5,
          backfilled: true,
          ended: true,
          body: { outcome: 'unknown' },
        }),
      ),
    ).toMatchObject({
      action: 'amend',
      observation: { ended: true, backfilled: false },
    });
  });

  it('notes a higher version that tells nothing new, but makes no version of it', () => {
    expect(
      merge(known(observed({ version: 5 })), observed({ version: 7 })),
    ).toEqual({ action: 'raise', seenVersion: 7 });
    expect(
      merge(known(observed({ version: 5 })), observed({ version: 5 })),
    ).toEqual({ action: 'none' });
  });

  it('changes nothing that has ended, but by a correction', () => {
    const ended = known(observed({ version: 5, ended: true, endedAt: 200 }));
    const other = { version: 6, ended: true, endedAt: 300 };
    expect(merge(ended, observed(other))).toEqual({ action: 'none' });
    const correction = observed({ ...other, correction: 'clock was wrong' });
    expect(merge(ended, correction)).toEqual({
      action: 'amend',
      observation: correction,
    });
    expect(merge(known(correction), correction)).toEqual({ action: 'none' });
    expect(
      merge(known(correction, 7), { ...correction, endedAt: 400 }),
    ).toEqual({ action: 'none' });
  });

  it('keeps the first known beginning, unless that was estimated and the new one is observed', () => {
    const beginnings = (
      first: Parameters<typeof rollout>[0],
      second: Parameters<typeof rollout>[0],
    ) => {
      const decision = merge(
        known(observed(first)),
        observed({ version: 2, body: { reason: 'new' }, ...second }),
      );
      return decision.action === 'amend'
        ? [decision.observation.at, decision.observation.estimated.at]
        : decision.action;
    };
    expect(beginnings({ at: 100 }, { at: 90 })).toEqual([100, false]);
    expect(beginnings({ at: 100 }, { at: 90, estimated: estimatedAt })).toEqual(
      [100, false],
    );
    expect(beginnings({ at: 100, estimated: estimatedAt }, { at: 90 })).toEqual(
      [90, false],
    );
    expect(
      beginnings(
        { at: 100, estimated: estimatedAt },
        { at: 90, estimated: estimatedAt },
      ),
    ).toEqual([100, true]);
  });

  it('takes an observed beginning from a lower version, and nothing else of it', () => {
    const newer = observed({
      version: 5,
      at: 100,
      estimated: estimatedAt,
      body: { reason: 'new' },
    });
    expect(merge(known(newer), observed({ version: 4, at: 80 }))).toEqual({
      action: 'amend',
      observation: {
        ...newer,
        at: 80,
        estimated: { at: false, endedAt: false },
      },
    });
  });

  it('moves an end before the beginning that stays to it, as an estimate', () => {
    expect(
      merge(
        known(observed({ at: 100 })),
        observed({ version: 2, at: 50, ended: true, endedAt: 80 }),
      ),
    ).toMatchObject({
      observation: {
        at: 100,
        endedAt: 100,
        estimated: { at: false, endedAt: true },
      },
    });
  });

  it('refuses another kind under the same key', () => {
    expect(
      merge(known(observed({ key: 'k' })), present({ key: 'k' })),
    ).toMatchObject({ action: 'refuse' });
  });
});

describe('saying the same', () => {
  it('is judged by what is said, not by the order of fields, the version or a correction', () => {
    const a = observed({ body: { facts: { a: '1', b: '2' } } });
    const b = observed({
      version: 2,
      correction: 'x',
      body: { facts: { b: '2', a: '1' } },
    });
    expect(saysTheSame(a, b)).toBe(true);
    expect(saysTheSame(a, observed({ body: { facts: { a: '1' } } }))).toBe(
      false,
    );
    expect(saysTheSame(a, { ...a, ended: true })).toBe(false);
  });
});

describe('what a change touches', () => {
  it('is a rollout from its beginning on, the earlier of the old and the new', () => {
    expect(
      touchedFrom(observed({ at: 100 }), observed({ at: 80, ended: true })),
    ).toBe(80);
  });

  it('is a presence from its new state on: what it was before stays as it was', () => {
    const old = present({ at: 100, body: { since: 500 } });
    const next = present({ at: 100, body: { since: 900, ready: 0 } });
    expect(touchedFrom(old, next)).toBe(900);
    expect(touchedFrom(next, old)).toBe(500);
    expect(touchedFrom(old, { ...next, ended: true, endedAt: 700 })).toBe(700);
    expect(touchedFrom(old, { ...next, at: 50 })).toBe(50);
    expect(touchedFrom({ ...old, ended: true }, next)).toBe(100);
    expect(touchedFrom(old, present({ workload: 'other' }))).toBe(100);
  });
});
