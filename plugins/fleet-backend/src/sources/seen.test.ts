import { instant } from '@landfall/backstage-plugin-fleet-common';
import { createSeen } from './seen';
import { captureLogger } from './testing/captureLogger';
import { well } from './testing/runners';

function setUp() {
  const logger = captureLogger();
  const written: boolean[] = [];
  const state = { now: 0, away: false };
  const seen = createSeen({
    key: { source: 'clusters', scope: 'one' },
    intervalSeconds: 30,
    clock: { now: () => instant(state.now) },
    logger,
    status: {
      succeeded: async (_, { complete }) => {
        if (state.away) {
          throw new Error("update x set y = 'hunter2' - connection refused");
        }
        written.push(complete);
      },
    },
  });
  return { seen, state, written, logger };
}

describe('being seen', () => {
  it('is made up for by the next call when it could not be kept', async () => {
    const { seen, state, written, logger } = setUp();
    state.away = true;
    await seen(well);
    expect(logger.lines).toEqual([
      expect.stringContaining(
        'Could not keep the freshness: connection refused',
      ),
    ]);
    expect(logger.lines.join()).not.toContain('hunter2');
    state.away = false;
    state.now = 1;
    await seen(well);
    expect(written).toEqual([true]);
  });

  it('is written once by calls that overlap', async () => {
    const { seen, written } = setUp();
    await Promise.all([seen(well), seen(well), seen(well)]);
    expect(written).toEqual([true]);
  });

  it('is written when the clock was set back', async () => {
    const { seen, state, written } = setUp();
    state.now = 3_600_000;
    await seen(well);
    state.now = 0;
    await seen(well);
    expect(written).toEqual([true, true]);
  });
});
