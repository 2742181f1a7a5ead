import fc from 'fast-check';
import { limitedUntil, reservedUntil } from './limits';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;
const gitlab = { prefix: 'ratelimit-', statuses: [429] };
const github = { prefix: 'x-ratelimit-', statuses: [403, 429] };
/** A time of the host's headers, s. */
const seconds = (at: number) => String(at / 1_000);

describe('a refusal for a limit', () => {
  it.each([
    ['names how long to wait', { 'retry-after': '120' }, 120_000],
    [
      'names when there is more',
      {
        'ratelimit-remaining': '0',
        'ratelimit-reset': seconds(NOW + 600_000),
      },
      600_000,
    ],
    [
      'names it by a clock that is an hour ahead',
      {
        'ratelimit-remaining': '0',
        'ratelimit-reset': seconds(NOW + HOUR + 600_000),
        date: new Date(NOW + HOUR).toUTCString(),
      },
      600_000,
    ],
    ['names nothing', {}, 60_000],
    ['names too long a time', { 'retry-after': '999999' }, HOUR],
    ['names a time that is over', { 'retry-after': '-5' }, 1_000],
  ])('that %s', (_, headers, wait) => {
    const answer = { status: 429, headers, message: '' };
    expect(limitedUntil(answer, gitlab, NOW)).toBe(NOW + wait);
  });

  it('is told from a missing right by what the host says', () => {
    const forbidden = (message: string, headers = {}) =>
      limitedUntil({ status: 403, headers, message }, github, NOW);
    expect(forbidden('Resource not accessible')).toBeUndefined();
    expect(forbidden('You have exceeded a secondary rate limit')).toBe(
      NOW + 60_000,
    );
    expect(
      limitedUntil(
        { status: 403, headers: { 'retry-after': '9' }, message: '' },
        gitlab,
        NOW,
      ),
    ).toBeUndefined();
  });
});

describe('what is left to others', () => {
  const headers = (left: number) => ({
    'ratelimit-limit': '2000',
    'ratelimit-remaining': String(left),
    'ratelimit-reset': seconds(NOW + 30_000),
  });

  it('is a twentieth, at most a hundred requests', () => {
    expect(reservedUntil(headers(101), gitlab, NOW)).toBeUndefined();
    expect(reservedUntil(headers(100), gitlab, NOW)).toBe(NOW + 30_000);
  });

  it('is nothing where the host says nothing, or says it otherwise', () => {
    expect(reservedUntil({}, gitlab, NOW)).toBeUndefined();
    expect(reservedUntil(headers(0), github, NOW)).toBeUndefined();
  });

  it('never keeps anybody waiting for more than an hour, whatever is told', () => {
    const told = fc.record({
      'ratelimit-limit': fc.string(),
      'ratelimit-remaining': fc.constantFrom('0', '1', 'x', ''),
      'ratelimit-reset': fc.oneof(fc.string(), fc.integer().map(String)),
      date: fc.string(),
    });
    fc.assert(
      fc.property(told, given => {
        const until =
          reservedUntil(given, gitlab, NOW) ??
          limitedUntil(
            { status: 429, headers: given, message: '' },
            gitlab,
            NOW,
          );
        expect(until).toBeGreaterThan(NOW);
        expect(until).toBeLessThanOrEqual(NOW + HOUR);
      }),
    );
  });
});
