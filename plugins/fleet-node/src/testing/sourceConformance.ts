/**
 * What every source has to stand, whatever it reads: the same twice, things out of order, gaps, restarts, malformed and huge messages, and late ones.
 */
import { deepStrictEqual, ok } from 'node:assert/strict';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ObservationInput } from '../observations/observation';
import type { PollScope, Source, SourceContext } from '../source';
import { MemoryLedger } from './memoryLedger';

/**
 * Something that happens in a system.
 *
 * @public
 */
export interface ConformanceFact {
  /** Lets it happen: whoever looks from now on sees it. */
  happen(): void;
  /** What the system tells of it by itself, such as bodies of webhooks; empty where it tells nothing. */
  messages: readonly unknown[];
}

/**
 * A source beside the system that it reads, or a stand-in of it, in which nothing happened yet.
 *
 * @public
 */
export interface ConformanceSubject {
  /** Makes the source anew, as a start of the portal does. It has one scope, which is polled. */
  createSource(): Source;
  /** Hands a message over to the source that was connected last, on the way that messages take. */
  deliver(message: unknown): Promise<void>;
  /** In the order in which they happen. */
  facts: readonly ConformanceFact[];
  /** Messages that are none: nothing may come of them. */
  malformed: readonly unknown[];
  /** Messages that are well formed and far too large. */
  huge: readonly unknown[];
  /** The time of the looks; later than all facts. */
  now: number;
  /** Ends what was started. */
  close(): Promise<void>;
}

/**
 * One check of the suite.
 *
 * @public
 */
export interface ConformanceCheck {
  /** What is checked, as a test is named. */
  name: string;
  /** Rejects where it does not hold. */
  run(): Promise<void>;
}

const logger: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => logger,
};

/** A look that ends as if the portal had been killed. */
class Killed extends Error {}

/** The portal with a source in it. */
class Portal {
  readonly ledger = new MemoryLedger();
  private source: Source;

  constructor(readonly subject: ConformanceSubject) {
    this.ledger.now = () => subject.now as ReturnType<MemoryLedger['now']>;
    this.source = this.start();
  }

  /** Starts it again. */
  restart(): void {
    this.source = this.start();
  }

  /** Looks once; with `reports` it is killed when it reports more often. */
  async look(options: { reports?: number } = {}): Promise<void> {
    const context = this.ledger.context({
      signal: new AbortController().signal,
      logger,
    });
    let left = options.reports ?? Number.POSITIVE_INFINITY;
    const report: SourceContext['report'] = async (observations, given) => {
      left -= 1;
      if (left < 0) throw new Killed('The portal is killed');
      await context.report(observations, given);
    };
    await this.scope().run({
      ...context,
      cursor: this.ledger.cursor,
      report,
    });
  }

  /** Looks and is killed at a report. @returns whether it was. */
  async lookAndDie(reports: number): Promise<boolean> {
    try {
      await this.look({ reports });
      return false;
    } catch (error) {
      if (error instanceof Killed) return true;
      throw error;
    }
  }

  /** What it knows, in order of key, without what depends on the way by which it came to know. */
  known(): unknown[] {
    ok(
      this.ledger.refused.length === 0,
      `The ledger refused ${JSON.stringify(this.ledger.refused.slice(0, 3))}`,
    );
    return [...this.ledger.versions.values()]
      .map(versions => versions[versions.length - 1])
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ version: _version, correction: _why, backfilled: _, ...rest }) =>
        JSON.parse(JSON.stringify(rest)),
      );
  }

  /** How many versions of anything it has. */
  size(): number {
    return [...this.ledger.versions.values()].reduce(
      (sum, versions) => sum + versions.length,
      0,
    );
  }

  private start(): Source {
    const source = this.subject.createSource();
    source.connect?.(this.ledger.inbox());
    return source;
  }

  private scope(): PollScope {
    const [scope, ...more] = this.source.scopes;
    ok(
      scope?.mode === 'poll' && more.length === 0,
      'The source of a conformance suite has one scope, which is polled',
    );
    return scope;
  }
}

/**
 * The checks, each on a subject of its own: run each as a test of its name.
 *
 * @public
 */
export function sourceConformance(
  createSubject: () => Promise<ConformanceSubject>,
): ConformanceCheck[] {
  const check = (
    name: string,
    body: (portal: Portal, subject: ConformanceSubject) => Promise<void>,
  ): ConformanceCheck => ({
    name,
    run: async () => {
      const subject = await createSubject();
      try {
        await body(new Portal(subject), subject);
      } finally {
        await subject.close();
      }
    },
  });
  /** What looking alone comes to, after all has happened. */
  const lookedAt = async (): Promise<unknown[]> => {
    const subject = await createSubject();
    try {
      subject.facts.forEach(fact => fact.happen());
      const portal = new Portal(subject);
      await portal.look();
      const known = portal.known();
      ok(known.length > 0, 'The facts of the suite leave nothing to see');
      return known;
    } finally {
      await subject.close();
    }
  };
  const messagesOf = (subject: ConformanceSubject) =>
    subject.facts.flatMap(({ messages }) => messages);

  return [
    check(
      'sees the same twice and records it once',
      async (portal, subject) => {
        subject.facts.forEach(fact => fact.happen());
        await portal.look();
        const size = portal.size();
        await portal.look();
        portal.restart();
        await portal.look();
        deepStrictEqual(portal.size(), size);
      },
    ),
    check(
      'is told the same twice and records it once',
      async (portal, subject) => {
        for (const fact of subject.facts) {
          fact.happen();
          for (const message of fact.messages) await subject.deliver(message);
        }
        const size = portal.size();
        for (const message of messagesOf(subject)) {
          await subject.deliver(message);
          deepStrictEqual(portal.size(), size);
        }
      },
    ),
    check(
      'knows the same by looking after it was told, in order or not',
      async (portal, subject) => {
        const expected = await lookedAt();
        subject.facts.forEach(fact => fact.happen());
        for (const message of messagesOf(subject).reverse()) {
          await subject.deliver(message);
        }
        await portal.look();
        deepStrictEqual(portal.known(), expected);
      },
    ),
    check(
      'learns by looking what nobody told it, through gaps of any length',
      async (portal, subject) => {
        const expected = await lookedAt();
        for (const [index, fact] of subject.facts.entries()) {
          fact.happen();
          if (index % 2 === 0) {
            for (const message of fact.messages) await subject.deliver(message);
          }
          if (index % 3 === 0) await portal.look();
        }
        await portal.look();
        deepStrictEqual(portal.known(), expected);
      },
    ),
    check(
      'goes on after a restart, between any two things that happen',
      async (portal, subject) => {
        const expected = await lookedAt();
        for (const fact of subject.facts) {
          fact.happen();
          portal.restart();
          await portal.look();
        }
        deepStrictEqual(portal.known(), expected);
      },
    ),
    check(
      'goes on after it was killed, wherever in a look',
      async (portal, subject) => {
        const expected = await lookedAt();
        subject.facts.forEach(fact => fact.happen());
        let reports = 0;
        while (await portal.lookAndDie(reports)) {
          portal.restart();
          reports += 1;
          ok(reports < 1_000, 'A look of the suite never ends');
        }
        deepStrictEqual(portal.known(), expected);
      },
    ),
    check(
      'takes nothing from what is no message, and goes on',
      async (portal, subject) => {
        const nothings = [undefined, null, 1, 'text', [], {}];
        for (const message of [...nothings, ...subject.malformed]) {
          await subject.deliver(message);
        }
        deepStrictEqual(portal.known(), []);
        const expected = await lookedAt();
        subject.facts.forEach(fact => fact.happen());
        await portal.look();
        deepStrictEqual(portal.known(), expected);
      },
    ),
    check('keeps little of what is huge', async (portal, subject) => {
      for (const message of subject.huge) await subject.deliver(message);
      for (const observation of portal.known() as ObservationInput[]) {
        ok(
          JSON.stringify(observation).length < 100_000,
          `${observation.key} is larger than 100,000 characters`,
        );
      }
    }),
    check('changes nothing by what comes late', async (portal, subject) => {
      subject.facts.forEach(fact => fact.happen());
      await portal.look();
      const known = portal.known();
      for (const message of messagesOf(subject)) await subject.deliver(message);
      deepStrictEqual(portal.known(), known);
    }),
  ];
}
