import { ClockOffset } from './clockOffset';

const header = (ms: number) => new Date(ms).toUTCString();
const NOW = Date.UTC(2026, 0, 1, 12) + 300;

describe('the offset of the clock of a cluster', () => {
  it('is none while it is within two seconds', () => {
    const offset = new ClockOffset();
    for (const ahead of [-1_900, 0, 900]) {
      offset.observe(header(NOW + ahead), NOW - 20, NOW + 20);
      expect(offset.ms).toBe(0);
    }
  });

  it('is in whole seconds, ahead or behind', () => {
    const offset = new ClockOffset();
    offset.observe(header(NOW + 3_600_000), NOW, NOW + 40);
    expect(offset.ms).toBe(3_600_000);
    offset.observe(header(NOW - 3_600_000), NOW, NOW + 40);
    expect(offset.ms).toBe(-3_600_000);
    offset.observe(header(NOW), NOW, NOW + 40);
    expect(offset.ms).toBe(0);
  });

  it('stays as it is while it fits, also over a restart', () => {
    const offset = new ClockOffset(60_000);
    for (const jitter of [-1_400, -500, 700, 1_500]) {
      offset.observe(header(NOW + 60_000 + jitter), NOW, NOW + 40);
      expect(offset.ms).toBe(60_000);
    }
  });

  it('learns nothing from an answer that was slow, or tells no time', () => {
    const offset = new ClockOffset();
    offset.observe(header(NOW + 3_600_000), NOW, NOW + 5_000);
    offset.observe('soon', NOW, NOW + 40);
    offset.observe(undefined, NOW, NOW + 40);
    expect(offset.ms).toBe(0);
  });
});
