import { instant } from '@landfall/backstage-plugin-fleet-common';
import { scopeState, type ScopeLooks } from './freshness';

const now = instant(1_000_000_000);
const seconds = (n: number) => instant(now - n * 1000);
const healthy: ScopeLooks = {
  configured: true,
  intervalSeconds: 60,
  lastSuccess: seconds(10),
  complete: true,
  consecutiveFailures: 0,
};

describe('the state of a scope', () => {
  it.each([
    ['fresh', 'was seen whole just now', {}],
    ['fresh', 'was seen twice the interval ago', { lastSuccess: seconds(120) }],
    [
      'stale',
      'was seen longer ago than twice the interval',
      { lastSuccess: instant(seconds(120) - 1) },
    ],
    ['partial', 'was not seen whole', { complete: false }],
    [
      'stale',
      'was not seen whole, and long ago',
      { complete: false, lastSuccess: seconds(500) },
    ],
    ['error', 'failed after a success', { consecutiveFailures: 1 }],
    [
      'error',
      'failed and never succeeded',
      { consecutiveFailures: 3, lastSuccess: null },
    ],
    ['never', 'was not looked at yet', { lastSuccess: null }],
    ['not_watched', 'is no longer configured', { configured: false }],
    [
      'not_watched',
      'is no longer configured and had failed',
      { configured: false, consecutiveFailures: 4, lastSuccess: null },
    ],
  ] as const)('is %s when it %s', (state, _, difference) => {
    expect(scopeState({ ...healthy, ...difference }, now)).toBe(state);
  });
});
