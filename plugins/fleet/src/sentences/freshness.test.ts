import { aFreshness, aStaleFreshness } from '../../dev/builders';
import { before, FIXTURE_NOW, HOUR, MINUTE } from '../../dev/times';
import { englishT } from '../../dev/testing';
import { freshnessSentence } from './freshness';

const t = englishT();
const say = (freshness: Parameters<typeof freshnessSentence>[1]) =>
  freshnessSentence(t, freshness, FIXTURE_NOW);

const scope = (
  name: string,
  state: 'stale' | 'error' | 'partial',
  lastSuccess: string | null = before(3 * HOUR),
) => ({ source: 'kubernetes', scope: name, state, lastSuccess });

it('says nothing while all is fresh', () => {
  expect(say(aFreshness())).toBe('');
});

it('says from whom we have not heard, and for how long', () => {
  expect(say(aStaleFreshness())).toBe(
    'We have not heard from prod-eu for 3 h; what is shown of it is from before that.',
  );
});

it('names the one that is silent for longest and counts the others', () => {
  const troubled = [
    scope('prod-us', 'error', before(5 * MINUTE)),
    scope('prod-eu', 'stale'),
  ];
  expect(say(aFreshness({ state: 'error', troubled }))).toBe(
    'We have not heard from prod-eu for 3 h, nor from 1 more; what is shown of them is from before that.',
  );
});

it('does not say of a scope that is seen in part that it is silent', () => {
  const troubled = [
    scope('prod-eu', 'error'),
    scope('lab', 'partial', before(MINUTE)),
  ];
  expect(say(aFreshness({ state: 'error', troubled }))).toBe(
    'We have not heard from prod-eu for 3 h; what is shown of it is from before that. Of lab we see only a part.',
  );
});

it('tells a scope that was never read from one that fell silent', () => {
  const troubled = [scope('prod-ap', 'error', null)];
  expect(say(aFreshness({ state: 'error', troubled }))).toBe(
    'prod-ap has never been read successfully.',
  );
});
