import {
  formatInstant,
  type ActInput,
} from '@landfall/backstage-plugin-fleet-common';
import { activeActs, whyNotAct, type KeptAct } from './acts';
import { DAY, after } from './testing';

const reason = 'because';
const manual = { validation: [{ rule: 'manual' as const }] };

function kept(
  id: string,
  act: KeptAct['act'],
  given: Partial<KeptAct> = {},
): KeptAct {
  return {
    id,
    act,
    of: null,
    stage: null,
    reason,
    link: null,
    waitingFor: null,
    expiresAt: after(30 * DAY),
    author: 'user:default/ann',
    at: after(0),
    ...given,
  };
}

function why(
  input: ActInput,
  given: Partial<Parameters<typeof whyNotAct>[0]> = {},
) {
  return (
    whyNotAct({
      input,
      author: 'user:default/bob',
      now: after(DAY),
      acts: [],
      definition: manual,
      inScope: true,
      ...given,
    })?.kind ?? null
  );
}

const ask = (days: number): ActInput => ({
  act: 'request_exemption',
  reason,
  expiresAt: formatInstant(after(days * DAY)),
});
const approve: ActInput = { act: 'approve_exemption', of: 'r', reason };
const request = kept('r', 'request_exemption');
const approved = [request, kept('a', 'approve_exemption', { of: 'r' })];

describe('an act', () => {
  it('is refused for a service outside of the scope', () => {
    expect(why({ act: 'note', reason }, { inScope: false })).toBe('input');
  });

  it('is refused with an expiry in the past or more than 180 days ahead', () => {
    expect(
      [ask(0), ask(1), ask(2), ask(181), ask(182)].map(i => why(i)),
    ).toEqual(['input', 'input', null, null, 'input']);
  });

  it('approves an exemption of somebody else only, once, before it runs out', () => {
    expect(why(approve, { acts: [request] })).toBeNull();
    expect(why(approve, { acts: [request], author: 'user:default/ann' })).toBe(
      'not_allowed',
    );
    expect(why(approve)).toBe('conflict');
    expect(why(approve, { acts: approved })).toBe('conflict');
    expect(why(approve, { acts: [request], now: after(31 * DAY) })).toBe(
      'conflict',
    );
  });

  it('asks for no second exemption', () => {
    expect(why(ask(9), { acts: [request] })).toBe('conflict');
    expect(why(ask(9), { acts: approved })).toBe('conflict');
    expect(why(ask(40), { acts: approved, now: after(31 * DAY) })).toBeNull();
  });

  it('blocks once, and unblocks what is blocked', () => {
    const acts = [kept('b', 'block')];
    expect(why({ act: 'block', reason })).toBeNull();
    expect(why({ act: 'block', reason }, { acts })).toBe('conflict');
    expect(why({ act: 'unblock', reason }, { acts })).toBeNull();
    expect(why({ act: 'unblock', reason })).toBe('conflict');
  });

  it('signs off once, where that is asked for', () => {
    const input: ActInput = { act: 'sign_off', reason };
    expect(why(input)).toBeNull();
    expect(why(input, { acts: [kept('s', 'sign_off')] })).toBe('conflict');
    expect(why(input, { definition: { validation: [] } })).toBe('input');
  });

  it('withdraws only what holds', () => {
    const input: ActInput = { act: 'withdraw', of: 'o', reason };
    const acts = [kept('o', 'override', { stage: 'ready' })];
    expect(why(input, { acts })).toBeNull();
    expect(why(input, { acts, now: after(31 * DAY) })).toBe('conflict');
    expect(why({ ...input, of: 'r' }, { acts: approved })).toBeNull();
    expect(why({ ...input, of: 'a' }, { acts: approved })).toBe('conflict');
  });

  it('is active as long as it holds', () => {
    expect([...activeActs(approved, after(DAY))]).toEqual(['r', 'a']);
    expect([...activeActs(approved, after(31 * DAY))]).toEqual([]);
    expect([
      ...activeActs(
        [kept('b', 'block'), kept('n', 'note'), kept('u', 'unblock')],
        after(DAY),
      ),
    ]).toEqual(['n']);
  });
});
