/**
 * What every source has to stand, whatever it reads: the same twice, things out of order, gaps, restarts, malformed and huge messages, and late ones.
 */
import { deepStrictEqual, ok } from 'node:assert/strict';
import type { ObservationInput } from '../observations/observation';
import { Portal } from './portal';
import type { ConformanceSubject } from './subject';

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
