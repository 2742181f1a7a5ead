import { sourceConformance } from '@landfall/backstage-plugin-fleet-node/testUtils';
import request from 'supertest';
import {
  commitOf,
  exampleBuild,
  exampleNotification,
  START,
  type ExampleBuild,
} from './__testUtils__/examples';
import { SECRET, sourceOf, type Made } from './__testUtils__/looking';
import { JenkinsStandIn } from './__testUtils__/standIn';

jest.setTimeout(60_000);

const END = START + 86_400_000;
/** What happens, in this order: builds of a deploying job and of a branch begin and end. */
const STORY: { job: string; build: ExampleBuild; phase: string }[] = [
  {
    job: 'shop/cart/main',
    build: { number: 1, building: true },
    phase: 'STARTED',
  },
  {
    job: 'shop/cart/main',
    build: {
      number: 1,
      changes: [
        { commit: commitOf(1), at: START },
        { commit: commitOf(2), at: START + 1_000 },
      ],
    },
    phase: 'FINALIZED',
  },
  {
    job: 'shop/deploy',
    build: { number: 1, building: true },
    phase: 'STARTED',
  },
  {
    job: 'shop/deploy',
    build: { number: 1, result: 'FAILURE' },
    phase: 'FINALIZED',
  },
  {
    job: 'shop/deploy',
    build: { number: 2, building: true },
    phase: 'STARTED',
  },
  {
    job: 'shop/cart/feature%2Fx',
    build: { number: 1, result: 'ABORTED', branch: 'feature/x' },
    phase: 'FINALIZED',
  },
  { job: 'shop/deploy', build: { number: 2 }, phase: 'FINALIZED' },
  {
    job: 'shop/deploy',
    build: { number: 3, building: true },
    phase: 'STARTED',
  },
];

describe('the source', () => {
  const checks = sourceConformance(async () => {
    const jenkins = new JenkinsStandIn();
    jenkins.date = () => END;
    jenkins.folders.add('shop');
    const baseUrl = await jenkins.start();
    let made: Made | undefined;
    const urlOf = (job: string) =>
      job
        .split('/')
        .map(step => `job/${encodeURIComponent(step)}/`)
        .join('');
    const messageOf = (one: (typeof STORY)[number]) =>
      exampleNotification({
        job: urlOf(one.job),
        number: one.build.number,
        phase: one.phase,
        root: `${baseUrl}/`,
      });
    const message = messageOf(STORY[0]);
    return {
      createSource: () => {
        made = sourceOf({
          baseUrl,
          jenkins: {
            deployments: [{ job: 'shop/deploy', environment: 'production' }],
          },
          catalog: [{ 'jenkins.io/job-full-name': 'shop' }],
          now: () => END,
        });
        return made.source;
      },
      deliver: async given => {
        if (!made) throw new Error('There is no source yet');
        await request(made.app)
          .post('/webhooks/jenkins')
          .set('authorization', `Bearer ${SECRET}`)
          .set('content-type', 'application/json')
          .send(given === undefined ? '' : JSON.stringify(given));
      },
      facts: STORY.map(one => ({
        happen: () => {
          jenkins.put(
            one.job,
            exampleBuild({
              ...one.build,
              jobUrl: `http://localhost:8080/${urlOf(one.job)}`,
            }),
          );
        },
        messages: [messageOf(one)],
      })),
      malformed: [
        { ...message, url: 'job/' },
        { ...message, url: 'job/somebody/job/elses/' },
        { ...message, build: { ...(message.build as object), number: 0 } },
        { ...message, build: { ...(message.build as object), number: 4_711 } },
        { ...message, build: { number: 1 } },
        { job: 'shop/deploy', number: 'one' },
      ],
      huge: [
        {
          ...message,
          build: { ...(message.build as object), log: 'x'.repeat(2_000_000) },
        },
      ],
      now: END,
      close: () => jenkins.stop(),
    };
  });
  it.each(checks)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
