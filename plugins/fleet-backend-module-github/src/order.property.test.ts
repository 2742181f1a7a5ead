import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Observation } from '@landfall/backstage-plugin-fleet-node';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import fc from 'fast-check';
import { EXAMPLE_REPOSITORY } from './__testUtils__/examples';
import { LastSubscriber, lookOnce, sourceOf } from './__testUtils__/looking';
import { GithubStandIn } from './__testUtils__/standIn';
import { STORY_END, story, storyRepository } from './__testUtils__/story';

jest.setTimeout(120_000);

/** What is known at the end, without what tells of the way there. */
function known(ledger: MemoryLedger) {
  return [...ledger.versions.values()]
    .map(versions => versions[versions.length - 1])
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ version: _, correction: _why, ...rest }: Observation) => rest);
}

describe('webhooks and looks', () => {
  const github = new GithubStandIn();
  let apiUrl: string;
  beforeAll(async () => {
    apiUrl = await github.start();
  });
  afterAll(() => github.stop());

  /** Lets the story happen; after each step some webhooks arrive, and perhaps somebody looks. */
  const run = async (plan: { tell: number[]; look: boolean }[]) => {
    const repository = storyRepository();
    github.repositories.set(EXAMPLE_REPOSITORY, repository);
    const ledger = new MemoryLedger();
    ledger.now = () => instant(STORY_END);
    const events = new LastSubscriber();
    const source = sourceOf({
      ...{ apiUrl, events },
      now: () => STORY_END,
      github: {
        repositories: [EXAMPLE_REPOSITORY],
        incidentLabels: ['production incident'],
      },
    });
    source.connect?.(ledger.inbox());
    const steps = story();
    const told = steps.map(() => false);
    for (const [index, step] of steps.entries()) {
      step.happen(repository);
      const { tell = [], look = false } = plan[index] ?? {};
      for (const one of tell) {
        // A webhook may come late, or twice, but not before what it tells of.
        const { topic, payload } = steps[one % (index + 1)];
        told[one % (index + 1)] = true;
        await events.publish({ topic, eventPayload: payload });
      }
      if (look) await lookOnce(source, ledger);
    }
    await lookOnce(source, ledger);
    const before = known(ledger);
    for (const { topic, payload } of steps) {
      await events.publish({ topic, eventPayload: payload });
    }
    expect(known(ledger)).toEqual(before);
    expect(ledger.refused).toEqual([]);
    return before;
  };

  it('come to the same, in whatever order and however many of both', async () => {
    const looked = await run([]);
    expect(new Set(looked.map(({ kind }) => kind)).size).toBe(6);
    const step = fc.record({
      tell: fc.array(fc.nat(20), { maxLength: 4 }),
      look: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async plan => {
        expect(await run(plan)).toEqual(looked);
      }),
      { numRuns: 25 },
    );
  });
});
