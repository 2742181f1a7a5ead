import { englishT } from '../../dev/testing';
import { nextStepPhrase } from './standing';

const t = englishT();

function next(ready: number, desired: number | null): string {
  return nextStepPhrase(t, { step: 'make_ready', ready, desired });
}

it('says how many instances are missing on the new side, and never that none of none are there', () => {
  expect(next(1, 3)).toBe('Get its instances on the new side ready (1 of 3)');
  expect(next(0, null)).toBe('Get its instances on the new side ready');
  expect(next(0, 0)).toBe(
    'Scale it up on the new side: it wants no instances there',
  );
});
