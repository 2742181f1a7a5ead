import { englishT } from '../../dev/testing';
import { before, DAY, FIXTURE_NOW } from '../../dev/times';
import { decisionPhrase, type Decision } from './decision';

const t = englishT();

function say(patch: Partial<Decision>): string {
  const item: Decision = {
    kind: 'blocked',
    service: 'component:default/ledger',
    title: 'ledger',
    owner: null,
    stage: 'ready',
    wave: { id: 'w6', title: 'Wave 6' },
    since: before(16 * DAY),
    reason: null,
    link: null,
    waitingFor: null,
    until: null,
    usualDays: null,
    act: null,
    ...patch,
  };
  return decisionPhrase(item, { t, now: FIXTURE_NOW });
}

it('repeats what somebody said of a block', () => {
  expect(say({ reason: 'needs static IP' })).toBe(
    'blocked 16 d: “needs static IP”',
  );
  expect(say({})).toBe('blocked 16 d');
});

it('says of what is late how late, and for what', () => {
  expect(say({ kind: 'lagging' })).toBe('ready, 16 d behind Wave 6');
  expect(say({ kind: 'lagging', wave: null })).toBe(
    'ready, 16 d behind the date',
  );
});

it('compares a stall with how long the stage usually takes', () => {
  expect(say({ kind: 'stalled', usualDays: 6 })).toBe(
    'ready for 16 d, longer than usual (6 d)',
  );
  expect(say({ kind: 'stalled' })).toBe('ready for 16 d');
});

it('tells a fall-back and a conflict', () => {
  expect(say({ kind: 'fell_back', stage: 'side_by_side' })).toBe(
    'fell back 16 d ago, now side by side',
  );
  expect(say({ kind: 'conflict' })).toBe(
    'set by hand 16 d ago, and what is seen contradicts it',
  );
});

it('says what is asked for, and what ends', () => {
  const until = before(-5 * DAY);
  expect(
    say({ kind: 'exemption_requested', until, reason: 'is replaced' }),
  ).toBe('exemption until in 5 d asked for 16 d ago: “is replaced”');
  expect(say({ kind: 'exemption_ends', until })).toBe('exemption ends in 5 d');
});
