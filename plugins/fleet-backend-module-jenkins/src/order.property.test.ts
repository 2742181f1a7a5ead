import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import fc from 'fast-check';
import request from 'supertest';
import {
  commitOf,
  exampleBuild,
  exampleNotification,
  START,
} from './__testUtils__/examples';
import { lookOnce, SECRET, sourceOf } from './__testUtils__/looking';
import { JenkinsStandIn } from './__testUtils__/standIn';

jest.setTimeout(120_000);

const END = START + 86_400_000;
const DEPLOY = 'shop/deploy';
const BUILDS = 6;

/** Builds begin one by one, and end in some order. */
type Step = {
  /** Which one begins or ends. */
  build: number;
  tell: number[];
  look: boolean;
  restart: boolean;
};

describe('webhooks and looks', () => {
  const jenkins = new JenkinsStandIn();
  let baseUrl: string;
  beforeAll(async () => {
    jenkins.date = () => END;
    baseUrl = await jenkins.start();
  });
  afterAll(() => jenkins.stop());

  const put = (number: number, building: boolean) =>
    jenkins.put(
      DEPLOY,
      exampleBuild({
        number,
        building,
        result: number % 3 === 0 ? 'FAILURE' : 'SUCCESS',
        changes: [{ commit: commitOf(number), at: START + number }],
      }),
    );

  const run = async (steps: readonly Step[]) => {
    jenkins.jobs.set(DEPLOY, []);
    const ledger = new MemoryLedger();
    ledger.now = () => instant(END);
    const start = () => {
      const made = sourceOf({
        baseUrl,
        catalog: [{ 'landfall.dev/jenkins-deployments': `${DEPLOY}=prod` }],
        now: () => END,
      });
      made.source.connect?.(ledger.inbox());
      return made;
    };
    let made = start();
    const tell = (number: number) =>
      request(made.app)
        .post('/webhooks/jenkins')
        .set('authorization', `Bearer ${SECRET}`)
        .send(exampleNotification({ number }));
    let begun = 0;
    for (const { build, ...step } of steps) {
      const number = (build % BUILDS) + 1;
      // A number is given only after those before it.
      for (; begun < number; begun++) put(begun + 1, true);
      if (build >= BUILDS) put(number, false);
      for (const one of step.tell) await tell((one % BUILDS) + 1);
      if (step.restart) made = start();
      if (step.look) await lookOnce(made, ledger);
    }
    for (let number = 1; number <= BUILDS; number++) put(number, false);
    await lookOnce(made, ledger);
    const before = ledger.known();
    for (let number = 1; number <= BUILDS; number++) await tell(number);
    await lookOnce(made, ledger);
    expect(ledger.known()).toEqual(before);
    expect(ledger.refused).toEqual([]);
    return before;
  };

  it('come to the same, in whatever order builds end and however many of both', async () => {
    const looked = await run([]);
    expect(looked).toHaveLength(2 * BUILDS);
    const step = fc.record({
      build: fc.nat(2 * BUILDS - 1),
      tell: fc.array(fc.nat(20), { maxLength: 3 }),
      look: fc.boolean(),
      restart: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async steps => {
        expect(await run(steps)).toEqual(looked);
      }),
      { numRuns: 12 },
    );
  });
});
