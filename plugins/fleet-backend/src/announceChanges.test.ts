import { mockServices } from '@backstage/backend-test-utils';
import { CHANGES_ALIVE_MS } from '@landfall/backstage-plugin-fleet-common';
import { createChangeAnnouncer } from './announceChanges';

const sent = (publish: jest.Mock) =>
  publish.mock.calls.map(([{ message }]) => message.type);

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
    publish.mockClear();
    announcer.changed();
    expect(publish).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 10; i++) announcer.changed();
    expect(publish).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(500);
    expect(publish).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(4_000);
    expect(publish).toHaveBeenCalledTimes(2);
    announcer.changed();
    expect(sent(publish)).toEqual(['changed', 'changed', 'changed']);
    announcer.stop();
  });

  it('says that it is there while nothing changes', async () => {
    const publish = jest.fn(async () => {});
    const announcer = createChangeAnnouncer({
      signals: { publish },
      logger: mockServices.rootLogger(),
    });
    expect(sent(publish)).toEqual(['alive']);
    await jest.advanceTimersByTimeAsync(CHANGES_ALIVE_MS - 1);
    announcer.changed();
    await jest.advanceTimersByTimeAsync(CHANGES_ALIVE_MS - 1);
    expect(sent(publish)).toEqual(['alive', 'changed']);
    await jest.advanceTimersByTimeAsync(1 + CHANGES_ALIVE_MS);
    expect(sent(publish)).toEqual(['alive', 'changed', 'alive', 'alive']);
    announcer.stop();
  });

  it('survives that nobody can be told, and says so once', async () => {
    const logger = mockServices.rootLogger.mock();
    const announcer = createChangeAnnouncer({
      signals: { publish: () => Promise.reject(new Error('no events')) },
      logger,
    });
    announcer.changed();
    await jest.advanceTimersByTimeAsync(5 * CHANGES_ALIVE_MS);
    expect(logger.warn.mock.calls).toEqual([
      [expect.stringContaining('cannot be told'), expect.any(Error)],
    ]);
    announcer.stop();
  });

  it('is silent once it was stopped', async () => {
    const publish = jest.fn(async () => {});
    const announcer = createChangeAnnouncer({
      signals: { publish },
      logger: mockServices.rootLogger(),
    });
    publish.mockClear();
    announcer.changed();
    announcer.changed();
    announcer.stop();
    await jest.advanceTimersByTimeAsync(3 * CHANGES_ALIVE_MS);
    expect(publish).toHaveBeenCalledTimes(1);
  });
});
