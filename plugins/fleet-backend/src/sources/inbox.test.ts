import type { SourceInbox } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { createLedger } from '../ledger/ledger';
import type { Batch, Ledger } from '../ledger/types';
import { createInbox } from './inbox';
import { RefusalLog } from './refusalLog';
import { captureLogger } from './testing/captureLogger';
import { runners, source, poll, well } from './testing/runners';
import { operation, realClock } from './testing/values';

const SCOPE = 'acme';

function inboxOf(
  ledger: Pick<Ledger, 'record'> & Partial<Pick<Ledger, 'versions'>>,
  more: { queueSize?: number; batchSize?: number; signal?: AbortSignal } = {},
): SourceInbox {
  return createInbox({
    source: { id: 'github', scopes: [{ scope: SCOPE }] },
    ledger: { versions: async () => [], ...ledger },
    timings: {
      batchSize: more.batchSize ?? 500,
      queueSize: more.queueSize ?? 5_000,
    },
    refusals: new RefusalLog(),
    logger: captureLogger(),
    signal: more.signal ?? new AbortController().signal,
  });
}

describe('what a system tells by itself', () => {
  const { runnerOf } = runners();

  eachDatabase(under => {
    let database: Knex;
    let ledger: Ledger;
    beforeEach(async () => {
      database = await under.open();
      ledger = createLedger({ database, clock: realClock });
    });
    const keys = () => database('observations').pluck('key').orderBy('key');

    it('is durable when it is accepted, all of what came at once', async () => {
      const inbox = inboxOf(ledger);
      const names = Array.from({ length: 300 }, (_, i) => `o${i + 1000}`);
      await Promise.all(
        names.map(name => inbox.accept(SCOPE, [operation(name)])),
      );
      expect(await keys()).toEqual(names);
    });

    it('may come twice, and from a replay', async () => {
      const inbox = inboxOf(ledger);
      await inbox.accept(SCOPE, [operation('a'), operation('a')]);
      await inbox.accept(SCOPE, [operation('a')]);
      expect(await keys()).toEqual(['a']);
    });

    it('is told what was refused of its own, and the rest is recorded', async () => {
      const inbox = inboxOf(ledger);
      const wrong = { ...operation('wrong'), endedAt: -1 };
      const [mine, other] = await Promise.all([
        inbox.accept(SCOPE, [operation('a'), wrong]),
        inbox.accept(SCOPE, [operation('b')]),
      ]);
      expect(mine.refused).toMatchObject([
        { key: 'wrong', paths: ['endedAt'] },
      ]);
      expect(other.refused).toEqual([]);
      expect(await keys()).toEqual(['a', 'b']);
    });

    it('can be asked what is recorded already, the newest of each, in its own scope', async () => {
      const inbox = inboxOf(ledger);
      const told = operation('a');
      await inbox.accept(SCOPE, [told, operation('b')]);
      await inbox.accept(SCOPE, [
        {
          ...told,
          version: told.version + 1,
          correction: 'told again',
          at: 5,
          endedAt: 5,
        },
      ]);
      const known = await inbox.known(SCOPE, ['a', 'nobody']);
      expect([...known.keys()]).toEqual(['a']);
      expect(known.get('a')).toMatchObject({ kind: 'operation', at: 5 });
      expect(known.get('a')).not.toHaveProperty('seq');
      expect((await inbox.known('elsewhere', ['a'])).size).toBe(0);
      expect((await inbox.known(SCOPE, [])).size).toBe(0);
    });

    it('reaches the ledger through the runner', async () => {
      let inbox: SourceInbox | undefined;
      const { runner } = runnerOf(
        database,
        [
          source([poll('blue', async () => well)], {
            connect: given => {
              inbox = given;
            },
          }),
        ],
        { ledger },
      );
      await runner.start();
      await inbox?.accept('blue', [operation('told')]);
      expect(await keys()).toEqual(['told']);
    });
  });

  const slow = (batches: Batch[], gate: Promise<void>) => ({
    record: async (batch: Batch) => {
      batches.push(batch);
      await gate;
      return { added: 0, amended: 0, unchanged: 0, refused: [] };
    },
  });

  it('goes together while a batch is on its way, no more than a batch holds', async () => {
    const batches: Batch[] = [];
    let open = () => {};
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    const inbox = inboxOf(slow(batches, gate), { batchSize: 3 });
    const first = inbox.accept(SCOPE, [operation('a')]);
    await new Promise(resolve => setImmediate(resolve));
    const rest = ['b', 'c', 'd', 'e'].map(name =>
      inbox.accept(SCOPE, [operation(name)]),
    );
    open();
    await Promise.all([first, ...rest]);
    expect(batches.map(({ observations }) => observations.length)).toEqual([
      1, 3, 1,
    ]);
  });

  it('is refused when too much waits, when it cannot be recorded, when the portal stops, and for a scope that is none', async () => {
    const never = new Promise<void>(() => {});
    const full = inboxOf(slow([], never), { queueSize: 1 });
    void full.accept(SCOPE, [operation('a')]);
    await expect(full.accept(SCOPE, [operation('b')])).rejects.toThrow(
      'More than 1 observations wait to be recorded',
    );
    const broken = inboxOf({
      record: async () => {
        throw new Error("insert into x values ('secret') - connection refused");
      },
    });
    await expect(broken.accept(SCOPE, [operation('a')])).rejects.toThrow(
      'Could not be recorded, try again in a minute: connection refused',
    );
    await expect(broken.accept('other', [])).rejects.toThrow(
      'Source github has no scope other',
    );
    const stopped = inboxOf(slow([], never), { signal: AbortSignal.abort() });
    await expect(stopped.accept(SCOPE, [operation('a')])).rejects.toThrow(
      'The portal stops',
    );
  });
});
