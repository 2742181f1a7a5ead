import { observationSchema } from '@landfall/backstage-plugin-fleet-node';
import fc from 'fast-check';
import {
  commitOf,
  exampleBuild,
  PERSON,
  SECRET_VALUE,
  START,
  type ExampleBuild,
} from '../__testUtils__/examples';
import type { DeploymentRule } from '../config/types';
import { jobPattern, namePattern } from '../jobs/pattern';
import { buildFacts, readKey, type BuildPlace } from './builds';
import { buildSchema } from './payload';
import { repositoryOfUrl } from './repository';

const rule = (changes: Partial<DeploymentRule> = {}): DeploymentRule => ({
  mark: '',
  jobs: [jobPattern('shop/deploy')],
  when: undefined,
  environment: undefined,
  environmentParameter: undefined,
  tier: undefined,
  versionParameter: undefined,
  commitParameter: undefined,
  imageParameter: undefined,
  repository: undefined,
  unstable: 'succeeded',
  aborted: 'failed',
  ...changes,
});
const place = (changes: Partial<BuildPlace> = {}): BuildPlace => ({
  instance: 'default',
  fullName: 'shop/deploy',
  origin: 'jenkins:default/shop',
  baseUrl: 'http://localhost:8080',
  elsewhere: false,
  repositories: [],
  rules: [],
  deployment: null,
  latest: START + 86_400_000,
  ...changes,
});
const told = (
  given: Partial<ExampleBuild>,
  changes: Partial<BuildPlace> = {},
) => {
  const build = buildSchema.parse(exampleBuild({ number: 12, ...given }));
  const { facts, ...rest } = buildFacts(place(changes), build);
  return { ...rest, facts: facts.map(one => observationSchema.parse(one)) };
};
const body = (
  given: Partial<ExampleBuild>,
  changes: Partial<BuildPlace> = {},
) => told(given, changes).facts[0].body;
const deploys = { rules: [rule({ environment: 'production' })] };

describe('a build', () => {
  it('is a run of its pipeline where nothing says that it deploys', () => {
    const at = START + 7_200_000;
    expect(told({})).toEqual({
      ended: true,
      trouble: undefined,
      facts: [
        {
          kind: 'pipeline_run',
          key: `jenkins:default/shop/deploy#run/12@${at}`,
          version: 2,
          origin: 'jenkins:default/shop',
          at,
          ended: true,
          endedAt: at + 90_000,
          estimated: { at: false, endedAt: false },
          backfilled: false,
          correction: 'Jenkins tells more, or has changed it since',
          body: {
            pipeline: 'shop/deploy',
            commit: commitOf(12),
            ref: 'main',
            outcome: 'succeeded',
            link: 'http://localhost:8080/job/shop/job/deploy/12/',
          },
        },
      ],
    });
  });

  it('is a deployment where configuration says so', () => {
    const [fact] = told(
      { parameters: { ENV: ' prod ', TAG: '1.2.3', IMAGE: 'acme/cart:1.2.3' } },
      {
        rules: [
          rule({
            environmentParameter: 'ENV',
            environment: 'staging',
            tier: 'production',
            versionParameter: 'TAG',
            imageParameter: 'IMAGE',
          }),
        ],
      },
    ).facts;
    expect(fact).toMatchObject({
      kind: 'ci_deployment',
      key: `jenkins:default/shop/deploy#deployment/12@${START + 7_200_000}`,
      body: {
        environment: 'prod',
        tier: 'production',
        version: '1.2.3',
        images: ['acme/cart:1.2.3'],
        commit: commitOf(12),
        ref: 'main',
        outcome: 'succeeded',
        pipelineRun: null,
      },
    });
  });

  it('is a deployment where an annotation says so', () => {
    expect(body({}, { deployment: { environment: 'prod' } })).toMatchObject({
      environment: 'prod',
    });
  });

  it.each<[string, Partial<ExampleBuild>, string]>([
    ['the parameter', { parameters: { ENV: 'prod' } }, 'prod'],
    ['a variable of the pipeline', { environment: { ENV: 'prod' } }, 'prod'],
    ['what is given for all', { parameters: { ENV: '' } }, 'fallback'],
  ])('takes its environment from %s', (_, given, expected) => {
    const rules = [
      rule({ environmentParameter: 'ENV', environment: 'fallback' }),
    ];
    expect(body(given, { rules })).toMatchObject({ environment: expected });
  });

  it('names the job as environment where nobody says which: that maps to nothing by accident', () => {
    const rules = [rule({ environmentParameter: 'ENV' })];
    expect(body({}, { rules })).toMatchObject({ environment: 'shop/deploy' });
  });

  it('deploys only with the value that a rule wants', () => {
    const when = { parameter: 'ACTION', value: namePattern('deploy*') };
    const rules = [rule({ when, environment: 'production' })];
    const kind = (ACTION: string) =>
      told({ parameters: { ACTION } }, { rules }).facts[0].kind;
    expect(kind('deploy-all')).toBe('ci_deployment');
    expect(kind('check')).toBe('pipeline_run');
    expect(told({}, { rules }).facts[0].kind).toBe('pipeline_run');
  });

  it('follows the first rule that matches', () => {
    const rules = [
      rule({ jobs: [jobPattern('other/*')], environment: 'a' }),
      rule({ jobs: [jobPattern('eu:shop/*')], environment: 'b' }),
      rule({ jobs: [jobPattern('*:shop/*')], environment: 'c' }),
      rule({ environment: 'd' }),
    ];
    expect(body({}, { rules })).toMatchObject({ environment: 'c' });
  });

  it.each([
    ['SUCCESS', 'succeeded', 'succeeded'],
    ['UNSTABLE', 'succeeded', 'failed'],
    ['FAILURE', 'failed', 'failed'],
    ['ABORTED', 'failed', 'cancelled'],
    ['NOT_BUILT', 'superseded', 'cancelled'],
    ['SOMETHING_ELSE', 'unknown', 'unknown'],
  ])('that ended as %s has %s as deployment and %s as run', (result, a, b) => {
    expect(body({ result }, deploys)).toMatchObject({ outcome: a });
    expect(body({ result })).toMatchObject({ outcome: b });
  });

  it('is judged otherwise where a rule says so', () => {
    const rules = [rule({ unstable: 'failed', aborted: 'unknown' })];
    expect(body({ result: 'UNSTABLE' }, { rules })).toMatchObject({
      outcome: 'failed',
    });
    expect(body({ result: 'ABORTED' }, { rules })).toMatchObject({
      outcome: 'unknown',
    });
  });

  it('in progress has no end', () => {
    expect(told({ building: true }, deploys)).toMatchObject({
      ended: false,
      facts: [
        {
          version: 1,
          ended: false,
          endedAt: null,
          body: { outcome: 'in_progress' },
        },
      ],
    });
  });

  it('that was cut off has ended, and nobody knows when', () => {
    expect(told({ result: null, duration: 0 }, deploys)).toMatchObject({
      ended: true,
      facts: [{ endedAt: null, body: { outcome: 'unknown' } }],
    });
  });

  it.each([
    [0, 'began before 1970'],
    [-1, 'began before 1970'],
    [START + 86_400_000 + 3_600_000, 'began in the future'],
  ])('that began at %d is left out and asked for again', (at, trouble) => {
    expect(told({ at }, deploys)).toEqual({ facts: [], ended: false, trouble });
  });

  it.each([-5, 1e12, 1e300])('with duration %d has no known end', duration => {
    expect(told({ duration }).facts[0]).toMatchObject({
      ended: true,
      endedAt: null,
    });
  });

  it('links to where Jenkins says that it is, if that is the same build', () => {
    const link = (jobUrl: string) =>
      (body({ jobUrl }) as { link?: string }).link;
    expect(link('https://ci.acme.example/jenkins/job/shop/job/deploy/')).toBe(
      'https://ci.acme.example/jenkins/job/shop/job/deploy/12/',
    );
    const own = 'http://localhost:8080/job/shop/job/deploy/12/';
    expect(link('https://evil.example/')).toBe(own);
    expect(link('ftp://localhost/job/shop/job/deploy/')).toBe(own);
  });

  it('is of a commit that a parameter names, whole or in part', () => {
    const rules = [rule({ commitParameter: 'SHA' })];
    const commit = (SHA: string) => {
      const given = {
        parameters: { SHA },
        commit: `ab${commitOf(1).slice(2)}`,
      };
      return (body(given, { rules }) as { commit: string | null }).commit;
    };
    expect(commit(commitOf(7).toUpperCase())).toBe(commitOf(7));
    expect(commit('abccccc')).toBe(`ab${commitOf(1).slice(2)}`);
    // Another one, of which not all is known.
    expect(commit('1234567')).toBeNull();
    expect(commit('')).toBe(`ab${commitOf(1).slice(2)}`);
  });

  it('keeps nobody, no message, and no value that nobody asked for', () => {
    const text = JSON.stringify(
      told(
        {
          changes: [
            { commit: commitOf(3), at: START, message: `Thanks ${PERSON}` },
          ],
        },
        deploys,
      ),
    );
    for (const secret of [PERSON, 'ada', SECRET_VALUE, 'Thanks']) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('the commit of a build', () => {
  const two = (
    repositories: string[],
    repository?: DeploymentRule['repository'],
  ) => {
    const own = exampleBuild({ number: 1, commit: commitOf(1) });
    const library = exampleBuild({
      number: 1,
      commit: commitOf(2),
      repository: 'https://ada:secret@git.acme.example/ci/library.git',
    });
    const build = buildSchema.parse({
      ...own,
      actions: [
        ...(library.actions as unknown[]),
        ...(own.actions as unknown[]),
      ],
    });
    const rules = repository ? [rule({ repository })] : [];
    const { facts } = buildFacts(place({ repositories, rules }), build);
    return (facts[0].body as { commit: string | null }).commit;
  };

  it('is guessed of none of several repositories', () => {
    expect(two([])).toBeNull();
  });

  it('is that of the repository of those who name the job', () => {
    expect(two(['github.com/acme/cart'])).toBe(commitOf(1));
    expect(two(['git.acme.example/ci/library'])).toBe(commitOf(2));
    // What was checked out is something else.
    expect(two(['github.com/acme/other'])).toBeNull();
  });

  it('is that of the repository that the rule names', () => {
    const named = namePattern('*/ci/*');
    expect(two(['github.com/acme/cart'], named)).toBe(commitOf(2));
  });

  it.each([
    ['refs/remotes/origin/main', 'main'],
    ['origin/feature/x', 'feature/x'],
    ['refs/tags/v1', 'v1'],
    ['detached', null],
    ['origin/HEAD', null],
  ])('was found by %s, which is %s', (branch, ref) => {
    expect(body({ branch })).toMatchObject({ ref });
  });

  it.each([
    ['git@github.com:Acme/Cart.git', 'github.com/acme/cart'],
    ['https://u:p@github.com/acme/cart', 'github.com/acme/cart'],
    ['https://git.example:8443/a/b/c.git/', 'git.example:8443/a/b/c'],
    ['ssh://git@git.example:7999/a/b.git', 'git.example/a/b'],
    ['/srv/git/cart.git', undefined],
    ['', undefined],
  ])('is of the repository %s: %s', (url, expected) => {
    expect(repositoryOfUrl(url)).toBe(expected);
  });
});

describe('the commits that a build brought', () => {
  const changes = [
    {
      commit: commitOf(3),
      at: START,
      message: `Revert "x"\n\nThis reverts commit ${commitOf(2)}.\n`,
      paths: ['api/a.ts', 'api/b.ts', 'README.md'],
    },
    { commit: commitOf(3), at: START, message: 'again' },
    { commit: 'not-a-commit', at: START },
    { commit: commitOf(4), at: -1 },
  ];

  it('are told once each, without their parents', () => {
    expect(told({ changes: changes.slice(0, 1) }).facts[1]).toMatchObject({
      kind: 'change',
      key: `jenkins:default/shop@${commitOf(3)}`,
      origin: 'jenkins:default/shop',
      at: START,
      ended: true,
      endedAt: START,
      body: {
        commit: commitOf(3),
        parents: null,
        authoredAt: null,
        reverts: [commitOf(2)],
        directories: ['', 'api'],
      },
    });
    expect(told({ changes }).facts).toHaveLength(2);
  });

  it('are not told where they may be those of another repository', () => {
    const repositories = ['github.com/acme/other'];
    expect(told({ changes }, { repositories }).facts).toHaveLength(1);
  });
});

it('a key says which build it is of', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[^/:][^:]{0,50}$/),
      fc.integer({ min: 1, max: 2 ** 31 }),
      (fullName, number) => {
        const build = buildSchema.parse(exampleBuild({ number, at: START }));
        const { facts } = buildFacts(place({ fullName }), build);
        expect(readKey(facts[0].key)).toEqual({
          job: `jenkins:default/${fullName}`,
          number,
          timestamp: START,
        });
      },
    ),
  );
});
