import type { JsonValue } from '@backstage/types';
import { RefusalLog } from './refusalLog';
import { Reporter } from './reporter';
import { sleep } from './sleep';
import { captureLogger } from './testing/captureLogger';
import { TimingLedger } from './testing/timingLedger';
import { operation, shortTimings } from './testing/values';
import type { Timings } from './timings';

const key = { source: 'test', scope: 'one' };
const some = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => operation(`k${from + i}`));

function setUp(
  options: {
    timings?: Partial<Timings>;
    cursor?: JsonValue;
    mayRecord?: () => boolean;
  } = {},
) {
  const ledger = new TimingLedger();
  const logger = captureLogger();
  const abort = new AbortController();
  const failures: Error[] = [];
  const refusals = new RefusalLog();
  const reporter = new Reporter({
    key,
    ledger,
    cursor: options.cursor,
    timings: { ...shortTimings, ...options.timings },
    random: () => 0.5,
    logger,
    signal: abort.signal,
    mayRecord: options.mayRecord ?? (() => true),
    onFailure: error => failures.push(error),
    onRefused: refused => refusals.log(key, refused, logger),
  });
  return { ledger, logger, abort, failures, reporter };
}

/** Whether a promise settles soon. */
async function settles(promise: Promise<unknown>, ms = 50): Promise<boolean> {
  return Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    sleep(ms).then(() => false),
  ]);
}

describe('reporting', () => {
  it('records small reports together, at the latest after the time of a flush', async () => {
    const { ledger, reporter } = setUp({ timings: { flushMs: 60 } });
    await reporter.report(some(2));
    await reporter.report(some(3, 2));
    await sleep(20);
    expect(ledger.batches).toEqual([]);
    await sleep(100);
    expect(ledger.batches.map(b => b.observations.length)).toEqual([5]);
    expect(ledger.batches[0]).toMatchObject(key);
  });

  it('records a full batch at once, and never a larger one', async () => {
    const { ledger, reporter } = setUp({
      timings: { batchSize: 10, flushMs: 60_000 },
    });
    await reporter.report(some(25));
    await sleep(30);
    expect(ledger.batches.map(b => b.observations.length)).toEqual([10, 10]);
    await reporter.flush();
    expect(ledger.observations).toEqual(some(25));
  });

  it('has one batch in flight at a time, and keeps the order', async () => {
    const { ledger, reporter } = setUp({ timings: { batchSize: 3 } });
    ledger.before = () => sleep(2);
    const reports = Array.from({ length: 20 }, (_, i) =>
      reporter.report(some(2, 2 * i)),
    );
    await Promise.all(reports);
    await reporter.flush();
    expect(ledger.mostInFlight).toBe(1);
    expect(ledger.observations).toEqual(some(40));
  });

  it('makes the source wait when the queue is full, until there is room again', async () => {
    const { ledger, reporter } = setUp({
      timings: { batchSize: 10, queueSize: 20 },
    });
    let release: () => void = () => {};
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    ledger.before = () => gate;
    await reporter.report(some(20));
    const waiting = reporter.report(some(1, 20));
    expect(await settles(waiting)).toBe(false);
    expect(reporter.waiting).toBe(20);
    release();
    await waiting;
    await reporter.flush();
    expect(ledger.observations).toHaveLength(21);
  });

  it('takes a report that is larger than the queue, piece by piece', async () => {
    const { ledger, reporter } = setUp({
      timings: { batchSize: 10, queueSize: 20 },
    });
    let most = 0;
    ledger.before = async () => {
      most = Math.max(most, reporter.waiting);
    };
    await reporter.report(some(95));
    await reporter.flush();
    expect(ledger.observations).toEqual(some(95));
    expect(most).toBeLessThanOrEqual(20);
  });

  it('records a cursor with the last observation that it covers, not earlier', async () => {
    const { ledger, reporter } = setUp({
      timings: { batchSize: 10 },
      cursor: 'before',
    });
    expect(reporter.cursor).toBe('before');
    await reporter.report(some(15), { cursor: 'after 15' });
    await reporter.flush();
    expect(ledger.cursors).toEqual([undefined, 'after 15']);
    expect(reporter.cursor).toBe('after 15');
  });

  it('records a cursor that comes alone', async () => {
    const { ledger, reporter } = setUp();
    await reporter.report([], { cursor: { version: 7 } });
    await reporter.flush();
    expect(ledger.batches).toEqual([
      { ...key, observations: [], cursor: { version: 7 } },
    ]);
  });

  it('flushes nothing when nothing waits', async () => {
    const { ledger, reporter } = setUp();
    await reporter.flush();
    expect(ledger.batches).toEqual([]);
  });

  it('resolves a flush only when all that was reported before it is recorded', async () => {
    const { ledger, reporter } = setUp({
      timings: { batchSize: 5, queueSize: 10 },
    });
    ledger.before = () => sleep(5);
    // Not awaited: waits for room when the flush is asked for.
    const large = reporter.report(some(30));
    await reporter.flush();
    expect(ledger.observations).toEqual(some(30));
    await large;
  });

  it('tries again when the database is away for a moment', async () => {
    const { ledger, reporter, failures } = setUp();
    let failing = 3;
    ledger.before = async () => {
      if (failing-- > 0) throw new Error('connection refused');
    };
    await reporter.report(some(3), { cursor: 'c' });
    await reporter.flush();
    expect(ledger.batches).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it('fails as a whole when the database stays away, and records nothing after the hole', async () => {
    const { ledger, reporter, failures, logger } = setUp({
      timings: { batchSize: 5 },
    });
    let away = false;
    ledger.before = async () => {
      if (away) {
        throw new Error(
          `insert into "observations" values ('hunter2') - connection refused`,
        );
      }
    };
    await reporter.report(some(5), { cursor: 'first' });
    await reporter.flush();
    away = true;
    await reporter.report(some(5, 5), { cursor: 'second' });
    await expect(reporter.flush()).rejects.toThrow(
      'Could not record 5 observations: connection refused',
    );
    away = false;
    await expect(reporter.report(some(1, 10))).rejects.toThrow(
      'connection refused',
    );
    await reporter.close();
    expect(failures).toHaveLength(1);
    expect(ledger.cursors).toEqual(['first']);
    expect(reporter.cursor).toBe('first');
    expect(logger.lines.join()).not.toContain('hunter2');
  });

  it('refuses reports after the signal, also those that wait for room', async () => {
    const { ledger, reporter, abort } = setUp({
      timings: { batchSize: 10, queueSize: 10 },
    });
    let release: () => void = () => {};
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    ledger.before = () => gate;
    await reporter.report(some(10));
    const waiting = reporter.report(some(1, 10));
    abort.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(reporter.report([])).rejects.toThrow('stopped');
    release();
    await reporter.close();
    expect(ledger.observations).toHaveLength(10);
  });

  it('records what waits when it is closed', async () => {
    const { ledger, reporter, abort } = setUp({ timings: { flushMs: 60_000 } });
    await reporter.report(some(3), { cursor: 'c' });
    abort.abort(new Error('stopped'));
    await reporter.close();
    expect(ledger.observations).toHaveLength(3);
    expect(ledger.cursors).toEqual(['c']);
  });

  it('gives up what waits when closing takes longer than the time of grace', async () => {
    const { ledger, reporter } = setUp({
      timings: { graceMs: 50, recordAttempts: 1_000 },
    });
    ledger.before = async () => {
      throw new Error('away');
    };
    await reporter.report(some(3));
    await reporter.close();
    const tried = ledger.mostInFlight;
    expect(tried).toBe(1);
    await sleep(50);
    await expect(reporter.report(some(1))).rejects.toThrow('The run is over');
    expect(ledger.batches).toEqual([]);
  });

  it('records nothing more once the lease is lost', async () => {
    let ours = true;
    const { ledger, reporter, failures } = setUp({ mayRecord: () => ours });
    await reporter.report(some(1));
    await reporter.flush();
    ours = false;
    await reporter.report(some(1, 1));
    await expect(reporter.flush()).rejects.toThrow('lease was lost');
    await reporter.close();
    expect(failures).toHaveLength(1);
    expect(ledger.observations).toHaveLength(1);
  });

  it('says once in the log what was refused, by identifiers only', async () => {
    const { ledger, reporter, logger } = setUp();
    ledger.refuse = batch =>
      batch.observations.map(() => ({
        key: 'uid-1',
        kind: 'operation',
        reason: 'malformed',
        paths: ['body.from'],
        sizeBytes: 10,
      }));
    for (let i = 0; i < 3; i++) {
      await reporter.report(some(1));
      await reporter.flush();
    }
    const warnings = logger.lines.filter(line => line.startsWith('warn'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("operation 'uid-1' malformed (body.from)");
  });
});
