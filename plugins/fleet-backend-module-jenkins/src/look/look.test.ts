import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import {
  commitOf,
  exampleBuild,
  START,
  type ExampleBuild,
} from '../__testUtils__/examples';
import { lookOnce, sourceOf, TOKEN, USER } from '../__testUtils__/looking';
import { JenkinsStandIn } from '../__testUtils__/standIn';

jest.setTimeout(30_000);

const DEPLOY = 'shop/deploy';
const MINUTE = 60_000;
const DAY = 86_400_000;

describe('a look at Jenkins', () => {
  let jenkins: JenkinsStandIn;
  let baseUrl: string;
  let now: number;
  let ledger: MemoryLedger;

  beforeEach(async () => {
    jenkins = new JenkinsStandIn();
    baseUrl = await jenkins.start();
    now = START + DAY;
    jenkins.date = () => now;
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
  });
  afterEach(() => jenkins.stop());

  const made = (options: Partial<Parameters<typeof sourceOf>[0]> = {}) =>
    sourceOf({
      baseUrl,
      jenkins: {
        deployments: [{ job: `*:${DEPLOY}`, environment: 'production' }],
      },
      catalog: [{ 'jenkins.io/job-full-name': DEPLOY }],
      now: () => now,
      ...options,
    });
  const put = (given: ExampleBuild, job = DEPLOY) =>
    jenkins.put(job, exampleBuild(given));
  const deployments = () =>
    ledger
      .newest('ci_deployment')
      .sort((a, b) => a.at - b.at)
      .map(({ key, body }) => [
        Number(/\/(\d+)@/.exec(key)?.[1]),
        body.outcome,
      ]);
  const texts = (look: { problems: { text: string }[] }) =>
    look.problems.map(({ text }) => text);

  it('tells the deployments of a job, and asks for no more while nothing happens', async () => {
    put({ number: 1 });
    put({ number: 2, result: 'FAILURE' });
    put({ number: 3, building: true });
    const source = made();
    expect(await lookOnce(source, ledger)).toEqual({
      complete: true,
      problems: [],
    });
    expect(deployments()).toEqual([
      [1, 'succeeded'],
      [2, 'failed'],
      [3, 'in_progress'],
    ]);
    expect([...jenkins.authorizations]).toEqual([
      `Basic ${Buffer.from(`${USER}:${TOKEN}`).toString('base64')}`,
    ]);
    put({ number: 3 });
    await lookOnce(source, ledger);
    expect(deployments()[2]).toEqual([3, 'succeeded']);
    const reported = ledger.reported;
    jenkins.asked.length = 0;
    await lookOnce(source, ledger);
    expect(jenkins.asked).toHaveLength(1);
    expect(ledger.reported).toBe(reported);
  });

  it('asks for nobody and no more of messages than it reads', async () => {
    put({ number: 1, changes: [{ commit: commitOf(1), at: START }] });
    await lookOnce(made(), ledger);
    const asked = jenkins.asked.map(({ tree }) => tree).join();
    expect(asked).toContain('allBuilds[number,timestamp');
    expect(asked).not.toMatch(/author|culprits|causes|user|msg|depth/i);
    expect(ledger.newest('change')).toHaveLength(1);
  });

  describe('with a long history', () => {
    beforeEach(() => {
      now = START + 200 * DAY;
      for (let number = 1; number <= 500; number++) {
        put({ number, at: START + number * MINUTE });
      }
    });

    it('reads all of it in pages, and says how far it is', async () => {
      const look = await lookOnce(made(), ledger);
      expect(look).toEqual({ complete: true, problems: [] });
      expect(deployments()).toHaveLength(500);
      // One for the job, and eleven pages, as each begins with the last of the one before.
      expect(jenkins.asked).toHaveLength(12);
      expect(texts(ledger.looks[0])).toEqual([
        'default/shop/deploy: imported 50 of at most 500 builds',
      ]);
    });

    it('goes on after a kill where it stopped, while new builds come and old ones go', async () => {
      let requests = 0;
      jenkins.refuse = () => {
        requests += 1;
        return requests === 6 ? { status: 500, body: 'killed' } : undefined;
      };
      const source = made();
      await lookOnce(source, ledger);
      expect(deployments()).toHaveLength(197);
      for (let number = 501; number <= 560; number++) {
        put({ number, at: START + number * MINUTE });
      }
      const builds = jenkins.jobs.get(DEPLOY) ?? [];
      jenkins.jobs.set(DEPLOY, builds.slice(0, -5));
      const before = jenkins.asked.length;
      await lookOnce(source, ledger);
      // What came meanwhile has pushed the list by more than a page.
      expect(jenkins.asked.length - before).toBeLessThan(11);
      await lookOnce(source, ledger);
      expect(deployments().map(([number]) => number)).toEqual(
        Array.from({ length: 555 }, (_, index) => index + 6),
      );
    });

    it('misses none when the newest are deleted meanwhile', async () => {
      let requests = 0;
      jenkins.refuse = () => {
        requests += 1;
        return requests === 6 ? { status: 500, body: 'killed' } : undefined;
      };
      const source = made();
      await lookOnce(source, ledger);
      const builds = jenkins.jobs.get(DEPLOY) ?? [];
      jenkins.jobs.set(DEPLOY, builds.slice(120));
      await lookOnce(source, ledger);
      expect(deployments()).toHaveLength(500);
    });

    it('reads back no further than it is asked to', async () => {
      now = START + 3 * DAY;
      const { source, logger } = made({
        jenkins: {
          historyDays: 3,
          deployments: [{ job: DEPLOY, environment: 'production' }],
        },
      });
      now += 400 * MINUTE;
      await lookOnce({ source, logger }, ledger);
      expect(deployments()).toHaveLength(101);
    });

    it('reads runs that deploy nothing back for 30 days', async () => {
      now = START + 30 * DAY + 450 * MINUTE;
      await lookOnce(made({ jenkins: {} }), ledger);
      expect(ledger.newest('pipeline_run')).toHaveLength(51);
    });
  });

  it('tells all anew when other rules hold', async () => {
    put({ number: 1 });
    put({ number: 2 });
    await lookOnce(made({ jenkins: {} }), ledger);
    expect(ledger.newest('pipeline_run')).toHaveLength(2);
    await lookOnce(made(), ledger);
    expect(deployments()).toHaveLength(2);
    await lookOnce(
      made({ jenkins: { deployments: [{ job: DEPLOY, environment: 'x' }] } }),
      ledger,
    );
    expect(
      ledger.newest('ci_deployment').map(({ body }) => body.environment),
    ).toEqual(['x', 'x']);
  });

  it('reads what is below a folder, with branches, each for the service that names it nearest', async () => {
    const branch = 'shop/cart/feature%2Fx';
    put({ number: 1 }, 'shop/cart/main');
    put({ number: 1, branch: 'feature/x' }, branch);
    put({ number: 1 }, 'shop/pay/main');
    put({ number: 1 }, 'shop/tools');
    put({ number: 1 }, 'other/job');
    const source = made({
      jenkins: {},
      catalog: [
        { 'jenkins.io/job-full-name': 'shop' },
        {
          'jenkins.io/job-full-name': 'shop/cart',
          'landfall.dev/jenkins-deployments': 'shop/cart/main=production',
        },
      ],
    });
    expect(await lookOnce(source, ledger)).toMatchObject({ complete: true });
    expect(
      ledger
        .newest('pipeline_run')
        .map(({ origin, body }) => [origin, body.pipeline, body.ref]),
    ).toEqual([
      ['jenkins:default/shop/cart', branch, 'feature/x'],
      ['jenkins:default/shop', 'shop/pay/main', 'main'],
      ['jenkins:default/shop', 'shop/tools', 'main'],
    ]);
    expect(
      ledger
        .newest('ci_deployment')
        .map(({ origin, body }) => [origin, body.environment]),
    ).toEqual([['jenkins:default/shop/cart/main', 'production']]);
    expect(jenkins.asked.map(({ path }) => path)).toContain(
      '/job/shop/job/cart/job/feature%252Fx',
    );
  });

  it('looks at so many jobs of a folder as it may', async () => {
    for (const name of ['a', 'b', 'c', 'd']) put({ number: 1 }, `shop/${name}`);
    const source = made({
      jenkins: { jobs: ['shop'] },
      catalog: [],
      instance: { projectCountLimit: 3 },
    });
    const look = await lookOnce(source, ledger);
    expect(ledger.newest('pipeline_run')).toHaveLength(3);
    expect(look).toEqual({
      complete: false,
      problems: [
        {
          text: 'More than 3 jobs are below default:shop; the others are not looked at',
          fix: 'Raise jenkins.instances[0].projectCountLimit, or name the jobs that matter.',
        },
      ],
    });
  });

  describe('at builds that are gone', () => {
    it('says which were discarded between two looks, and invents none', async () => {
      put({ number: 40 });
      const source = made();
      await lookOnce(source, ledger);
      jenkins.jobs.set(DEPLOY, []);
      for (const number of [42, 46, 47]) put({ number });
      const look = await lookOnce(source, ledger);
      expect(deployments().map(([number]) => number)).toEqual([40, 42, 46, 47]);
      expect(look.complete).toBe(false);
      expect(texts(look)).toEqual([
        'Builds of one job were gone before they were looked at: default/shop/deploy 4 of the numbers 41 to 45. What they deployed is not known',
      ]);
      // It is told for a week.
      now += 6 * DAY;
      expect(texts(await lookOnce(source, ledger))).toHaveLength(1);
      now += 2 * DAY;
      expect(texts(await lookOnce(source, ledger))).toEqual([]);
    });

    it('says where the history begins', async () => {
      for (const number of [900, 902]) put({ number, at: START + number });
      const look = await lookOnce(made(), ledger);
      expect(texts(look)).toEqual([
        'Older builds of one job were gone before the first look: default/shop/deploy all up to number 899. The history begins after them',
      ]);
    });

    it('ends what was in progress when it was discarded', async () => {
      put({ number: 1, building: true });
      put({ number: 2 });
      const source = made();
      await lookOnce(source, ledger);
      jenkins.jobs.set(
        DEPLOY,
        (jenkins.jobs.get(DEPLOY) ?? []).filter(({ number }) => number !== 1),
      );
      await lookOnce(source, ledger);
      expect(ledger.newest('ci_deployment')[0]).toMatchObject({
        ended: true,
        endedAt: null,
        correction: 'Jenkins does not know it any more',
        body: { outcome: 'unknown' },
      });
    });

    it('reads a job that was made anew from its first build, beside what was known', async () => {
      put({ number: 1 });
      put({ number: 2 });
      const source = made();
      await lookOnce(source, ledger);
      jenkins.jobs.set(DEPLOY, []);
      put({ number: 1, at: START + 300 * MINUTE, result: 'FAILURE' });
      const look = await lookOnce(source, ledger);
      expect(look).toEqual({ complete: true, problems: [] });
      expect(deployments()).toEqual([
        [1, 'succeeded'],
        [2, 'succeeded'],
        [1, 'failed'],
      ]);
      put({ number: 2, at: START + 310 * MINUTE });
      put({ number: 3, at: START + 320 * MINUTE });
      await lookOnce(source, ledger);
      expect(deployments()).toHaveLength(5);
    });
  });

  describe('at a job that was renamed or deleted', () => {
    it('says so, and ends what was in progress after a day', async () => {
      put({ number: 1, building: true });
      const source = made();
      await lookOnce(source, ledger);
      jenkins.jobs.set('shop/release', jenkins.jobs.get(DEPLOY) ?? []);
      jenkins.jobs.delete(DEPLOY);
      const look = await lookOnce(source, ledger);
      expect(look).toEqual({
        complete: false,
        problems: [
          {
            text: `Jenkins default at ${baseUrl} answers 404 to /job/shop/job/deploy`,
            fix: 'Correct the annotation or configuration that names it, or give the user of jenkins.instances[0].username the permission Job/Read there.',
          },
        ],
      });
      expect(deployments()).toEqual([[1, 'in_progress']]);
      now += DAY;
      await lookOnce(source, ledger);
      expect(deployments()).toEqual([[1, 'unknown']]);
    });

    it('takes up again what was only out of sight', async () => {
      put({ number: 1, building: true });
      const source = made();
      await lookOnce(source, ledger);
      const builds = jenkins.jobs.get(DEPLOY) ?? [];
      jenkins.jobs.delete(DEPLOY);
      now += 2 * DAY;
      await lookOnce(source, ledger);
      expect(deployments()).toEqual([[1, 'unknown']]);
      jenkins.jobs.set(DEPLOY, builds);
      put({ number: 1 });
      await lookOnce(source, ledger);
      expect(deployments()).toEqual([[1, 'succeeded']]);
    });

    it('follows a build to its end though nobody names its job any more', async () => {
      put({ number: 1, building: true });
      await lookOnce(made(), ledger);
      put({ number: 1, result: 'FAILURE' });
      await lookOnce(made({ catalog: [] }), ledger);
      expect(deployments()).toEqual([[1, 'failed']]);
    });

    it('ends the build of a branch that is gone', async () => {
      put({ number: 1 }, 'shop/cart/main');
      put({ number: 1, building: true }, 'shop/cart/topic');
      const source = made({
        jenkins: {},
        catalog: [{ 'jenkins.io/job-full-name': 'shop/cart' }],
      });
      await lookOnce(source, ledger);
      jenkins.jobs.delete('shop/cart/topic');
      const look = await lookOnce(source, ledger);
      expect(look).toEqual({ complete: true, problems: [] });
      expect(
        ledger.newest('pipeline_run').map(({ body }) => body.outcome),
      ).toEqual(['succeeded', 'unknown']);
    });
  });

  it('looks at a Jenkins at another address where configuration allows it, and nowhere else', async () => {
    const other = new JenkinsStandIn();
    const otherUrl = await other.start();
    other.date = () => now;
    try {
      other.put(DEPLOY, exampleBuild({ number: 7 }));
      put({ number: 1 });
      const catalog = (address: string) => [
        {
          'jenkins.io/job-full-name': DEPLOY,
          'jenkins.io/override-base-url': address,
        },
      ];
      const source = (
        address: string,
        allowed = 'http://127\\.0\\.0\\.1:\\d+',
      ) =>
        made({
          catalog: catalog(address),
          instance: { allowedBaseUrlOverrideRegex: allowed },
        });
      const look = await lookOnce(source(otherUrl), ledger);
      expect(texts(look)).toEqual([
        'Older builds of one job were gone before the first look: default@127.0.0.1:' +
          `${
            new URL(otherUrl).port
          }/shop/deploy all up to number 6. The history begins after them`,
      ]);
      expect(deployments()).toEqual([[7, 'succeeded']]);
      const asked = other.asked.length;
      for (const wrong of [
        `${otherUrl}/x`,
        `${otherUrl.replace('127.0.0.1', 'localhost')}`,
        `${otherUrl.replace('http:', 'ftp:')}`,
      ]) {
        const refused = await lookOnce(source(wrong), ledger);
        expect(texts(refused)[0]).toBe(
          'The job default:shop/deploy is said to be at another address, which the configuration does not allow',
        );
      }
      // An expression that lets any host through lets none.
      const any = await lookOnce(source(otherUrl, 'http://.*'), ledger);
      expect(texts(any)[0]).toContain('does not allow');
      expect(other.asked).toHaveLength(asked);
      expect(jenkins.asked.map(({ path }) => path)).not.toContain(
        '/job/shop/job/deploy',
      );
    } finally {
      await other.stop();
    }
  });
});
