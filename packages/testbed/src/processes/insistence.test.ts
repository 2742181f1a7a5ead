import { insistence } from './insistence';

describe('an interruption', () => {
  it('ends us at once only when it comes again after a while', () => {
    let now = 5_000;
    const insists = insistence(() => now);
    expect(insists()).toBe(false);
    now += 8;
    expect(insists()).toBe(false);
    now += 1_000;
    expect(insists()).toBe(true);
  });
});
