import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Observation } from '@landfall/backstage-plugin-fleet-node';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import fc from 'fast-check';
import { LastSubscriber, lookOnce, sourceOf } from './__testUtils__/looking';
import { GitlabStandIn } from './__testUtils__/standIn';
import {
  STORY_END,
  STORY_PROJECT,
  story,
  storyProject,
} from './__testUtils__/story';

jest.setTimeout(120_000);

/** What is known at the end, without what tells of the way there. */
function known(ledger: MemoryLedger) {
  return [...ledger.versions.values()]
    .map(versions => versions[versions.length - 1])
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ version: _, correction: _why, ...rest }: Observation) => rest);
}

describe('webhooks and looks', () => {
  const gitlab = new GitlabStandIn();
  let apiUrl: string;
  beforeAll(async () => {
    apiUrl = await gitlab.start();
  });
  afterAll(() => gitlab.stop());

  /** Lets the story happen; after each step some webhooks arrive, and perhaps somebody looks. */
  const run = async (plan: { tell: number[]; look: boolean }[]) => {
    gitlab.clear();
    const project = storyProject();
    gitlab.projects.push(project);
    const ledger = new MemoryLedger();
    ledger.now = () => instant(STORY_END);
    const events = new LastSubscriber();
    const source = sourceOf({
      ...{ apiUrl, events },
      now: () => STORY_END,
      gitlab: { projects: [STORY_PROJECT] },
    });
    source.connect?.(ledger.inbox());
    const steps = story();
    for (const [index, step] of steps.entries()) {
      step.happen(project);
      const { tell = [], look = false } = plan[index] ?? {};
      for (const one of tell) {
        // A webhook may come late, or twice, but not before what it tells of.
        await events.publish(steps[one % (index + 1)].payload);
      }
      if (look) await lookOnce(source, ledger);
    }
    await lookOnce(source, ledger);
    const before = known(ledger);
    for (const { payload } of steps) await events.publish(payload);
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
      { numRuns: 12 },
    );
  });
});
