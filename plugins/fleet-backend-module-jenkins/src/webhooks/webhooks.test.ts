import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import request from 'supertest';
import {
  exampleBuild,
  exampleNotification,
  PERSON,
  START,
} from '../__testUtils__/examples';
import {
  lookOnce,
  SECRET,
  sourceOf,
  TOKEN,
  type Made,
} from '../__testUtils__/looking';
import { JenkinsStandIn } from '../__testUtils__/standIn';

jest.setTimeout(30_000);

const DEPLOY = 'shop/deploy';
const PATH = '/webhooks/jenkins';

describe('a webhook of Jenkins', () => {
  let jenkins: JenkinsStandIn;
  let baseUrl: string;
  let now: number;
  let ledger: MemoryLedger;

  beforeEach(async () => {
    jenkins = new JenkinsStandIn();
    baseUrl = await jenkins.start();
    now = START + 86_400_000;
    jenkins.date = () => now;
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    jenkins.put(DEPLOY, exampleBuild({ number: 1 }));
  });
  afterEach(() => jenkins.stop());

  const made = (options: Partial<Parameters<typeof sourceOf>[0]> = {}) => {
    const source = sourceOf({
      baseUrl,
      catalog: [{ 'landfall.dev/jenkins-deployments': `${DEPLOY}=production` }],
      now: () => now,
      ...options,
    });
    source.source.connect?.(ledger.inbox());
    return source;
  };
  const post = (
    { app }: Pick<Made, 'app'>,
    message: unknown,
    { path = PATH, authorization = `Bearer ${SECRET}` } = {},
  ) =>
    request(app)
      .post(path)
      .set('authorization', authorization)
      .set('content-type', 'application/json;charset=UTF-8')
      .send(typeof message === 'string' ? message : JSON.stringify(message));
  const finalized = exampleNotification({ number: 1 });

  it('is a hint: the build is asked for, and told as by a look', async () => {
    const source = made();
    const { status, body } = await post(source, finalized);
    expect({ status, body }).toEqual({
      status: 200,
      body: { recorded: 1, left: [] },
    });
    expect(jenkins.asked.map(({ path }) => path)).toEqual([
      '/job/shop/job/deploy/1',
    ]);
    const told = [...ledger.versions];
    expect(told).toHaveLength(1);
    await lookOnce(source, ledger);
    expect([...ledger.versions]).toEqual(told);
    expect(ledger.newest('ci_deployment')[0].body).toMatchObject({
      environment: 'production',
      outcome: 'succeeded',
    });
    expect(JSON.stringify(told)).not.toContain(PERSON);
  });

  it('is harmless when it comes again, early, or late', async () => {
    const source = made();
    jenkins.put(DEPLOY, exampleBuild({ number: 1, building: true }));
    await post(source, exampleNotification({ number: 1, phase: 'STARTED' }));
    jenkins.put(DEPLOY, exampleBuild({ number: 1 }));
    for (const phase of ['FINALIZED', 'STARTED', 'COMPLETED', 'FINALIZED']) {
      await post(source, exampleNotification({ number: 1, phase }));
    }
    const [versions] = ledger.versions.values();
    expect(versions.map(({ ended }) => ended)).toEqual([false, true]);
  });

  it('is believed in nothing but which build it is of', async () => {
    const { build, ...rest } = finalized;
    const lying = {
      ...rest,
      build: {
        ...(build as object),
        status: 'FAILURE',
        full_url: `http://evil.example/job/shop/job/deploy/1/`,
        scm: { url: 'x', branch: 'x', commit: 'f'.repeat(40) },
      },
    };
    await post(made(), lying);
    expect(ledger.newest('ci_deployment')[0].body).toMatchObject({
      outcome: 'succeeded',
      link: 'http://localhost:8080/job/shop/job/deploy/1/',
    });
  });

  it.each([
    ['a token', `bearer ${SECRET}`, 200],
    [
      'the password of an address',
      `Basic ${Buffer.from(`any:${SECRET}`).toString('base64')}`,
      200,
    ],
    ['another token', 'Bearer example-secret-of-21', 401],
    [
      'another password',
      `Basic ${Buffer.from('any:wrong').toString('base64')}`,
      401,
    ],
    ['the user as password', `Basic ${SECRET}`, 401],
    ['nothing', '', 401],
  ])('is let in by %s: %s is answered %i', async (_, authorization, status) => {
    const answer = await post(made(), finalized, { authorization });
    expect(answer.status).toBe(status);
    expect(ledger.reported).toBe(status === 200 ? 1 : 0);
    expect(jenkins.asked).toHaveLength(status === 200 ? 1 : 0);
  });

  it('is taken from steps that send what they like', async () => {
    const source = made({
      others: [{ name: 'eu', baseUrl, username: 'landfall', apiKey: TOKEN }],
      catalog: [{ 'jenkins.io/job-full-name': `eu:${DEPLOY}` }],
    });
    const plain = { job: DEPLOY, number: 1 };
    for (const [path, message] of [
      [`${PATH}/eu`, plain],
      [PATH, { ...plain, instance: 'eu' }],
      [`${PATH}/eu`, exampleNotification({ number: 1 })],
    ] as const) {
      expect((await post(source, message, { path })).status).toBe(200);
    }
    expect(ledger.versions.size).toBe(1);
    expect((await post(source, plain)).body.left[0].reason).toBe(
      'Nobody named this job, or a folder above it',
    );
  });

  it.each([
    [
      'a build that waits',
      exampleNotification({ number: 1, phase: 'QUEUED' }),
      'There is nothing to look at in this phase of a build',
    ],
    [
      'a phase that nobody knows',
      exampleNotification({ number: 1, phase: 'EXPLODED' }),
      'There is nothing to look at in this phase of a build',
    ],
    [
      'a job that nobody named',
      exampleNotification({ number: 1, job: 'job/other/' }),
      'Nobody named this job, or a folder above it',
    ],
    [
      'a build that is not there',
      exampleNotification({ number: 99 }),
      'Jenkins does not know this build',
    ],
    [
      'an instance that is not there',
      { instance: 'nowhere', job: DEPLOY, number: 1 },
      'It is not clear of which instance it is; send it to /api/fleet/webhooks/jenkins/<name of the instance>',
    ],
  ])('of %s is answered with the reason', async (_, message, reason) => {
    const { status, body } = await post(made(), message);
    expect(status).toBe(202);
    expect(body.recorded).toBe(0);
    expect(body.left).toEqual([{ key: expect.any(String), reason }]);
    expect(ledger.reported).toBe(0);
  });

  it.each([
    ['no JSON', '<xml/>', 'The body is no JSON.'],
    ['no object', '[]', 'The body is not right'],
    ['empty', '{}', 'url is not right'],
    ['without a build', { url: 'job/a/' }, 'build is not right'],
    [
      'without a number',
      { url: 'job/a/', build: { phase: 'FINALIZED' } },
      'build.number is not right',
    ],
    [
      'with a number that is none',
      { job: DEPLOY, number: 1.5 },
      'number is not right',
    ],
    [
      'not of a job',
      { url: 'computer/x/', build: { number: 1, phase: 'FINALIZED' } },
      'url is not right: it is not the address of a job',
    ],
  ])('that is %s is answered 400, with the place', async (_, message, text) => {
    const { status, body } = await post(made(), message);
    expect(status).toBe(400);
    expect(body.error.message).toContain(text);
  });

  it('that is larger than 1 MB is answered 413', async () => {
    const { build, ...rest } = finalized;
    const log = 'x'.repeat(1_048_576);
    const huge = { ...rest, build: { ...(build as object), log } };
    expect((await post(made(), huge)).status).toBe(413);
    expect(jenkins.asked).toEqual([]);
  });

  it('can come again when Jenkins or the portal could not be asked; the next look reads it else', async () => {
    const source = made();
    jenkins.refuse = () => ({ status: 500, body: TOKEN });
    const { status, headers } = await post(source, finalized);
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('30');
    expect(source.logger.lines).toHaveLength(1);
    expect(source.logger.lines[0]).toContain('answers 500');
    expect(source.logger.lines[0]).not.toContain(TOKEN);
    jenkins.refuse = () => undefined;
    await lookOnce(source, ledger);
    expect(ledger.newest('ci_deployment')).toHaveLength(1);
    const unconnected = sourceOf({ baseUrl, now: () => now });
    expect((await post(unconnected, finalized)).status).toBe(503);
  });

  it('with a time that cannot be is left out', async () => {
    jenkins.put(DEPLOY, exampleBuild({ number: 2, at: now + 3_600_000 }));
    const { status, body } = await post(
      made(),
      exampleNotification({ number: 2 }),
    );
    expect(status).toBe(202);
    expect(body.left[0].reason).toBe('It began in the future');
  });

  it('of many builds at once asks for a few at a time, and loses none', async () => {
    let running = 0;
    let most = 0;
    const source = made();
    jenkins.refuse = path => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
      }, 20);
      const number = Number(path.slice(path.lastIndexOf('/') + 1));
      return { status: 200, body: exampleBuild({ number }), afterMs: 20 };
    };
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        post(source, exampleNotification({ number: index + 1 })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200]),
    );
    expect(ledger.newest('ci_deployment')).toHaveLength(40);
    expect(most).toBe(4);
  });

  it('is not taken where no secret is configured', async () => {
    const source = made({ jenkins: { webhook: undefined } });
    expect((await post(source, finalized)).status).toBe(404);
  });
});
