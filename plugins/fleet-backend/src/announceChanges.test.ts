import { mockServices } from '@backstage/backend-test-utils';
import { createChangeAnnouncer } from './announceChanges';

describe('the announcer of changes', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('announces the first change at once and those shortly after it together', async () => {
    const publish = jest.fn(async () => {});
    const announcer = createChangeAnnouncer({
      signals: { publish },
      logger: mockServices.rootLogger(),
    });
    announcer.changed();
    expect(publish).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 10; i++) announcer.changed();
    expect(publish).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(500);
    expect(publish).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(publish).toHaveBeenCalledTimes(2);
    announcer.changed();
    expect(publish).toHaveBeenCalledTimes(3);
  });

  it('survives that nobody can be told, and says so', async () => {
    const logger = mockServices.rootLogger.mock();
    const announcer = createChangeAnnouncer({
      signals: { publish: () => Promise.reject(new Error('no events')) },
      logger,
    });
    announcer.changed();
    await jest.advanceTimersByTimeAsync(0);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('were not told'),
      expect.any(Error),
    );
  });

  it('is silent once it was stopped', async () => {
    const publish = jest.fn(async () => {});
    const announcer = createChangeAnnouncer({
      signals: { publish },
      logger: mockServices.rootLogger(),
    });
    announcer.changed();
    announcer.changed();
    announcer.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(publish).toHaveBeenCalledTimes(1);
  });
});
