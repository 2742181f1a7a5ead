import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { exampleBuild, START } from '../__testUtils__/examples';
import {
  lookOnce,
  recordingLogger,
  sourceOf,
  TOKEN,
} from '../__testUtils__/looking';
import { JenkinsStandIn } from '../__testUtils__/standIn';

jest.setTimeout(30_000);

const HOUR = 3_600_000;
const LOGIN = '<html><body>Log in</body></html>';

describe('a look at Jenkins in trouble', () => {
  let jenkins: JenkinsStandIn;
  let baseUrl: string;
  let now: number;
  let ledger: MemoryLedger;

  beforeEach(async () => {
    jenkins = new JenkinsStandIn();
    baseUrl = await jenkins.start();
    now = START + 24 * HOUR;
    jenkins.date = () => now;
    ledger = new MemoryLedger();
    ledger.now = () => instant(now);
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      jenkins.put(name, exampleBuild({ number: 1 }));
    }
  });
  afterEach(() => jenkins.stop());

  const made = (options: Partial<Parameters<typeof sourceOf>[0]> = {}) =>
    sourceOf({
      baseUrl,
      catalog: [{ 'jenkins.io/job-full-name': 'a,b,c,d,e' }],
      now: () => now,
      ...options,
    });
  const pipelines = () =>
    ledger.newest('pipeline_run').map(({ body }) => body.pipeline);
  const thrown = async (source = made()) => {
    try {
      await lookOnce(source, ledger);
    } catch (error) {
      return error as Error & { fix: string };
    }
    throw new Error('It looked');
  };

  it('fails when the token is revoked, and says which lines to change', async () => {
    jenkins.user = 'landfall:another';
    const { message, fix } = await thrown();
    expect(message).toBe(
      `Jenkins default at ${baseUrl} refuses the credentials (401): they are wrong, expired or revoked`,
    );
    expect(fix).toContain(
      'Change jenkins.instances[0].username and jenkins.instances[0].apiKey',
    );
    expect(jenkins.asked).toHaveLength(1);
  });

  it.each([
    [403, 'answers 403 to /job/b', 'Overall/Read and Job/Read'],
    [404, 'answers 404 to /job/b', 'Correct the annotation'],
    [500, 'answers 500 to /job/b', 'Check how it is'],
    [
      200,
      'answers with what is no JSON, such as a page for logging in',
      'base',
    ],
  ])(
    'goes on with the others when one job answers %i',
    async (status, text, fix) => {
      jenkins.refuse = path =>
        path === '/job/b' ? { status, body: LOGIN } : undefined;
      const look = await lookOnce(made(), ledger);
      expect(pipelines()).toEqual(['a', 'c', 'd', 'e']);
      expect(look.complete).toBe(false);
      expect(look.problems).toHaveLength(1);
      expect(look.problems[0].text).toContain(text);
      expect(look.problems[0].fix).toContain(fix);
      jenkins.refuse = () => undefined;
      expect(await lookOnce(made(), ledger)).toMatchObject({ complete: true });
      expect(pipelines()).toEqual(['a', 'b', 'c', 'd', 'e']);
    },
  );

  it.each([
    ['is broken', { status: 500, body: 'oops' }, 'answers 500'],
    ['shows a page to log in', { status: 200, body: LOGIN }, 'is no JSON'],
    ['starts', { status: 503, body: LOGIN }, 'answers 503'],
    ['answers in another form', { status: 200, body: '[]' }, 'not understood'],
  ])('fails when Jenkins %s, after three jobs', async (_, refused, text) => {
    jenkins.refuse = () => refused;
    expect((await thrown()).message).toContain(text);
    expect(jenkins.asked).toHaveLength(3);
  });

  it('looks at the others the next time, when the first jobs in a row are broken', async () => {
    jenkins.refuse = path =>
      ['/job/a', '/job/b', '/job/c'].includes(path)
        ? { status: 500, body: 'oops' }
        : undefined;
    const source = made();
    expect((await thrown(source)).message).toContain('answers 500 to /job/c');
    now += HOUR;
    const look = await lookOnce(source, ledger);
    expect(pipelines()).toEqual(['d', 'e']);
    expect(look.problems).toHaveLength(3);
  });

  it('asks about what is in progress, a hundred builds in one look', async () => {
    const names = Array.from({ length: 130 }, (_, index) => `gone/${index}`);
    for (const name of names) {
      jenkins.put(name, exampleBuild({ number: 1, building: true }));
    }
    const gone = (catalog: string) =>
      made({
        catalog: [{ 'jenkins.io/job-full-name': catalog }],
        instance: { projectCountLimit: 200 },
      });
    await lookOnce(gone('gone'), ledger);
    for (const name of names) jenkins.jobs.delete(name);
    now += 25 * HOUR;
    const open = () =>
      ledger.newest('pipeline_run').filter(({ ended }) => !ended).length;
    expect(open()).toBe(130);
    await lookOnce(gone('a'), ledger);
    expect(open()).toBe(30);
    await lookOnce(gone('a'), ledger);
    expect(open()).toBe(0);
  });

  it('fails when Jenkins is too slow', async () => {
    jenkins.refuse = () => ({ status: 200, body: {}, afterMs: 2_000 });
    const source = made({ jenkins: { timeoutSeconds: 0.2 } });
    expect((await thrown(source)).message).toContain(
      'does not answer within 0.2 s',
    );
    expect(jenkins.asked).toHaveLength(3);
  });

  it('fails when Jenkins sends elsewhere, and takes the token nowhere', async () => {
    const elsewhere = new JenkinsStandIn();
    const location = await elsewhere.start();
    jenkins.refuse = () => ({ status: 302, headers: { location } });
    expect((await thrown()).message).toContain('redirects are not followed');
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.stop();
  });

  it('fails for the one of two that cannot be reached, and looks at the other', async () => {
    const source = made({
      others: [
        {
          name: 'eu',
          baseUrl: 'http://127.0.0.1:9',
          username: 'landfall',
          apiKey: TOKEN,
        },
      ],
      catalog: [
        { 'jenkins.io/job-full-name': 'a' },
        { 'jenkins.io/job-full-name': 'eu:a' },
      ],
    });
    await expect(lookOnce(source, ledger, 'eu')).rejects.toThrow(
      'Jenkins eu at http://127.0.0.1:9 cannot be reached',
    );
    expect(await lookOnce(source, ledger)).toMatchObject({ complete: true });
    expect(pipelines()).toEqual(['a']);
  });

  it('waits as long as it is asked to, over restarts', async () => {
    let requests = 0;
    jenkins.refuse = () => {
      requests += 1;
      return requests === 4
        ? { status: 429, headers: { 'retry-after': '1800' } }
        : undefined;
    };
    const look = await lookOnce(made(), ledger);
    expect(look.problems[0].text).toContain(
      'wants to be asked no more (429) until 2026-03-03 09:30 UTC',
    );
    expect(requests).toBe(4);
    now += HOUR / 4;
    const again = await lookOnce(made(), ledger);
    expect(again.problems[0].text).toContain('until 2026-03-03 09:30 UTC');
    expect(requests).toBe(4);
    now += HOUR / 2;
    expect(await lookOnce(made(), ledger)).toMatchObject({ complete: true });
    expect(pipelines()).toHaveLength(5);
  });

  it.each([
    ['Tue, 03 Mar 2026 10:00:00 GMT', '10:00'],
    ['soon', '09:01'],
    ['-5', '09:00'],
    ['99999999', '10:00'],
  ])('reads how long it has to wait: %s', async (after, until) => {
    jenkins.refuse = () => ({ status: 503, headers: { 'retry-after': after } });
    const look = await lookOnce(made(), ledger);
    expect(look.problems[0].text).toContain(`until 2026-03-03 ${until} UTC`);
  });

  it.each([
    [1, 'ahead of'],
    [-1, 'behind'],
  ])(
    'takes times as Jenkins tells them when its clock is %i hours off, and says so',
    async (hours, words) => {
      jenkins.date = () => now + hours * HOUR;
      jenkins.put(
        'a',
        exampleBuild({ number: 2, at: now + hours * HOUR - 120_000 }),
      );
      const look = await lookOnce(made(), ledger);
      expect(look.problems).toEqual([
        {
          text: `The clock of Jenkins at ${baseUrl} is 60 minutes ${words} that of the portal: times of its builds are off by as much`,
          fix: 'Put the clock of the one that is wrong right.',
        },
      ]);
      expect(ledger.newest('pipeline_run').map(({ key }) => key)).toContain(
        `jenkins:default/a#run/2@${now + hours * HOUR - 120_000}`,
      );
    },
  );

  it('leaves out what began in the future, says so, and takes it when its time has come', async () => {
    const at = now + 2 * HOUR;
    jenkins.put('a', exampleBuild({ number: 2, at }));
    jenkins.put('a', exampleBuild({ number: 3, at: 0 }));
    const source = made();
    const look = await lookOnce(source, ledger);
    expect(look.problems.map(({ text }) => text).sort()).toEqual([
      'Build 2 of default:a began in the future and is left out',
      'Build 3 of default:a began before 1970 and is left out',
    ]);
    expect(pipelines()).toHaveLength(5);
    now += 3 * HOUR;
    await lookOnce(source, ledger);
    expect(pipelines()).toHaveLength(6);
  });

  it('leaves out builds that cannot be read, and takes the others', async () => {
    const builds = jenkins.jobs.get('a') ?? [];
    jenkins.jobs.set('a', [
      { number: 4 },
      { ...exampleBuild({ number: 3 }), timestamp: 'yesterday' },
      { ...exampleBuild({ number: 2 }), actions: 'none', changeSets: 7 },
      ...builds,
    ]);
    const look = await lookOnce(made(), ledger);
    expect(look.problems.map(({ text }) => text)).toEqual([
      '2 builds of default:a cannot be read and are left out',
    ]);
    expect(pipelines().filter(name => name === 'a')).toHaveLength(2);
  });

  it('reads a page that is too large in parts, and leaves out a build that alone is', async () => {
    for (let number = 2; number <= 10; number++) {
      const huge = number === 5 ? 'x'.repeat(9 * 1024 * 1024) : '';
      jenkins.put('a', {
        ...exampleBuild({ number }),
        changeSets: [{ items: [{ commitId: 'none', comment: huge }] }],
      });
    }
    const look = await lookOnce(made(), ledger);
    expect(look.problems.map(({ text }) => text)).toEqual([
      'A build of default:a is too large and is left out',
    ]);
    expect(pipelines().filter(name => name === 'a')).toHaveLength(9);
  });

  it('says that the catalog is away', async () => {
    const source = made({
      catalog: () => {
        throw new Error('away');
      },
    });
    expect((await thrown(source)).message).toBe(
      'The catalog does not say which jobs there are',
    );
  });

  it('names an instance that nobody configured', async () => {
    const source = made({
      catalog: [{ 'jenkins.io/job-full-name': 'nowhere:a' }],
    });
    const look = await lookOnce(source, ledger);
    expect(look.problems[0]).toEqual({
      text: 'The catalog names jobs of the Jenkins nowhere, which the configuration does not know',
      fix: 'Add an instance of that name to jenkins.instances, or correct the annotations that name it.',
    });
  });

  it('tells its credentials to nobody', async () => {
    const header = 'made-up-header-value';
    const logger = recordingLogger();
    const said: unknown[] = [];
    for (const refused of [
      { status: 401, body: LOGIN },
      { status: 403, body: `${TOKEN}` },
      { status: 500, body: `${TOKEN} ${header}` },
      { status: 200, body: `<html>${TOKEN}` },
      { status: 302, headers: { location: `http://x:${TOKEN}@localhost/` } },
    ]) {
      jenkins.refuse = () => refused;
      const { source } = made({
        instance: { extraRequestHeaders: { 'X-Proxy': header } },
      });
      try {
        said.push(await lookOnce({ source, logger }, ledger));
      } catch (error) {
        const { message, fix, stack } = error as Error & { fix: string };
        said.push(message, fix, stack);
      }
    }
    const text = JSON.stringify([
      said,
      logger.lines,
      ledger.looks,
      ledger.cursor,
    ]);
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(header);
    expect(text).toContain('refuses the credentials');
  });
});
