import {
  observationSchema,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import fc from 'fast-check';
import { foldReport, type KnownIncident } from './fold';
import { Recorder } from './recorder';
import type { IncidentReport } from './report';

const cart = { service: 'component:default/cart' };

function report(given: Partial<IncidentReport>): IncidentReport {
  return { key: 'P1', version: 100, subject: cart, details: {}, ...given };
}
const opened = report({ version: 100, openedAt: 100, state: 'open' });
const taken = report({ version: 120, acknowledgedAt: 120 });
const resolved = report({
  version: 150,
  openedAt: 100,
  state: { endedAt: 150, estimated: false },
});
const openedAgain = report({ version: 170, openedAt: 100, state: 'open' });

function foldAll(...reports: IncidentReport[]): KnownIncident {
  let known: KnownIncident | undefined;
  for (const one of reports) known = foldReport(known, one) ?? known;
  if (!known) throw new Error('Nothing is known');
  return known;
}

describe('what is known of an incident', () => {
  it('is what its messages told, one after the other', () => {
    expect(foldAll(opened, taken, resolved)).toMatchObject({
      key: 'P1',
      service: 'component:default/cart',
      at: 100,
      ended: true,
      endedAt: 150,
      estimated: { at: false, endedAt: false },
      body: { acknowledgedAt: 120 },
    });
  });

  it('is open again by a correction, and ends again', () => {
    const again = foldAll(opened, taken, resolved, openedAgain);
    expect(again).toMatchObject({
      ended: false,
      endedAt: null,
      correction: 'It was opened again',
      body: { acknowledgedAt: 120 },
    });
    const later = { ...resolved, version: 190 };
    expect(
      foldAll(opened, resolved, openedAgain, {
        ...later,
        state: { endedAt: 190, estimated: false },
      }),
    ).toMatchObject({ at: 100, ended: true, endedAt: 190 });
  });

  it('belongs to another service once a newer message says so, and not for an older one', () => {
    const mail = { service: 'component:default/mail' };
    const moved = report({ version: 130, state: 'open', subject: mail });
    expect(foldAll(opened, moved)).toMatchObject(mail);
    expect(foldAll(moved, opened)).toMatchObject({ ...mail, at: 100 });
  });

  it('keeps an end that the tool told, and gives up one that was estimated', () => {
    const guess = report({
      version: 140,
      state: { endedAt: 140, estimated: true },
    });
    expect(foldAll(opened, guess)).toMatchObject({
      endedAt: 140,
      estimated: { endedAt: true },
    });
    expect(foldAll(opened, guess, resolved)).toMatchObject({
      endedAt: 150,
      estimated: { endedAt: false },
      correction: 'The tool tells another end',
    });
    const late = { ...guess, version: 160 };
    expect(foldAll(opened, resolved, late)).toMatchObject({ endedAt: 150 });
  });

  it('is unknown as long as nobody tells the service', () => {
    expect(foldReport(undefined, { ...taken, subject: undefined })).toBe(
      undefined,
    );
  });

  it('has the beginning of the tool, even when that comes after its acknowledgement', () => {
    expect(foldAll(taken)).toMatchObject({ at: 120, estimated: { at: true } });
    expect(foldAll(taken, opened)).toMatchObject({
      at: 100,
      estimated: { at: false },
    });
  });

  it('never ends before it begins, and has no more aliases than fit', () => {
    const before = report({
      version: 150,
      state: { endedAt: 90, estimated: false },
      details: { aliases: Array.from({ length: 40 }, (_, i) => `a${i}`) },
    });
    const known = foldAll(opened, before);
    expect(known.endedAt).toBe(100);
    expect(known.body.aliases).toHaveLength(32);
    expect(observationSchema.safeParse(known).success).toBe(true);
  });

  it('is the same in whatever order its messages come, and however often', async () => {
    const messages = [opened, taken, resolved];
    const orders = fc
      .array(fc.constantFrom(0, 1, 2), { maxLength: 6 })
      .chain(more =>
        fc.shuffledSubarray([0, 1, 2, ...more], {
          minLength: 3 + more.length,
        }),
      );
    await fc.assert(
      fc.asyncProperty(orders, fc.boolean(), async (order, atOnce) => {
        const ledger = new MemoryLedger();
        const recorder = new Recorder();
        recorder.connect(ledger.inbox());
        const send = (index: number) =>
          recorder.record('main', [
            { type: 'incident', report: messages[index] },
          ]);
        if (atOnce) await Promise.all(order.map(send));
        else for (const index of order) await send(index);
        const [one]: ObservationOf<'incident'>[] = ledger.newest('incident');
        expect(one).toMatchObject({
          at: 100,
          ended: true,
          endedAt: 150,
          body: { acknowledgedAt: 120 },
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('the recorder', () => {
  it('takes nothing before the portal can record', async () => {
    await expect(
      new Recorder().record('main', [{ type: 'incident', report: opened }]),
    ).rejects.toThrow('The portal starts; try again in a minute');
  });

  it('takes no more than memory holds while the database does not answer', async () => {
    const inbox = new MemoryLedger().inbox();
    const recorder = new Recorder();
    recorder.connect({ ...inbox, known: () => new Promise(() => {}) });
    const facts = Array.from({ length: 5_000 }, (_, i) => ({
      type: 'incident' as const,
      report: { ...opened, key: `P${i}` },
    }));
    void recorder.record('main', facts);
    await expect(recorder.record('main', facts.slice(0, 1))).rejects.toThrow(
      'More than 5000 messages wait to be recorded',
    );
  });

  it('goes on after a message that could not be recorded', async () => {
    const ledger = new MemoryLedger();
    const inbox = ledger.inbox();
    let broken = true;
    const recorder = new Recorder();
    recorder.connect({
      known: inbox.known,
      accept: async (scope, observations) => {
        if (broken) throw new Error('no database');
        return inbox.accept(scope, observations);
      },
    });
    const first = recorder.record('main', [
      { type: 'incident', report: opened },
    ]);
    await expect(first).rejects.toThrow('no database');
    broken = false;
    await recorder.record('main', [{ type: 'incident', report: opened }]);
    expect(ledger.newest('incident')).toHaveLength(1);
  });

  it('refuses what has the id of something else, and what nobody can place, and records the rest', async () => {
    const ledger = new MemoryLedger();
    const recorder = new Recorder();
    recorder.connect(ledger.inbox());
    await recorder.record('main', [
      {
        type: 'observation',
        observation: {
          kind: 'ticket',
          key: 'T',
          version: 1,
          at: 1,
          ended: false,
          endedAt: null,
          ...cart,
          body: { severity: null },
        },
      },
    ]);
    const { refused } = await recorder.record('main', [
      { type: 'incident', report: { ...opened, key: 'T' } },
      {
        type: 'incident',
        report: { ...taken, key: 'P9', subject: undefined },
      },
      { type: 'incident', report: opened },
    ]);
    expect(refused).toEqual([
      { key: 'T', reason: 'id is the one of a ticket already', paths: ['id'] },
      {
        key: 'P9',
        reason: 'service is missing, and nobody told it before',
        paths: ['service'],
      },
    ]);
    expect(ledger.newest('incident')).toHaveLength(1);
  });
});
