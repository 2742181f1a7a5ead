import { ConfigReader } from '@backstage/config';
import { readJenkinsConfig } from './config';

const one = {
  baseUrl: 'https://ci.acme.example/jenkins/',
  username: 'landfall',
  apiKey: 'made-up',
};
const read = (jenkins: unknown, fleet: unknown = {}) =>
  readJenkinsConfig(
    new ConfigReader({ jenkins, fleet: { jenkins: fleet } } as never),
  );
const alone = (jenkins: unknown) =>
  readJenkinsConfig(new ConfigReader({ jenkins } as never));

describe('the configuration', () => {
  it('has no instances without its section', () => {
    expect(alone(one)).toMatchObject({ instances: [], problems: [] });
  });

  it('has the default instance in either form of the section', () => {
    const expected = {
      name: 'default',
      baseUrl: 'https://ci.acme.example/jenkins',
      access: {
        credentials: {
          type: 'basic',
          username: 'landfall',
          password: 'made-up',
        },
      },
      projectCountLimit: 50,
    };
    const single = read(one);
    expect(single.problems).toEqual([]);
    expect(single.instances).toMatchObject([{ ...expected, path: 'jenkins' }]);
    const named = read({ instances: [{ name: 'default', ...one }] });
    expect(named.problems).toEqual([]);
    expect(named.instances).toMatchObject([
      { ...expected, path: 'jenkins.instances[0]' },
    ]);
  });

  it('has what the section may say besides', () => {
    const { instances, problems } = read({
      ...one,
      instances: [
        {
          ...one,
          name: 'departmentFoo',
          projectCountLimit: 100,
          crumbIssuer: true,
          extraRequestHeaders: { Authorization: 'Bearer x', 'X-Proxy': 'y' },
          allowedBaseUrlOverrideRegex: 'https://.*\\.example\\.com',
        },
      ],
    });
    expect(problems).toEqual([]);
    expect(instances.map(({ name }) => name)).toEqual([
      'departmentFoo',
      'default',
    ]);
    const [{ allowedBaseUrl, ...foo }] = instances;
    expect(foo).toMatchObject({
      projectCountLimit: 100,
      // Such a header goes before user and token.
      access: { credentials: { type: 'none' } },
      headers: { authorization: 'Bearer x', 'x-proxy': 'y' },
    });
    expect(allowedBaseUrl?.test('https://a.example.com')).toBe(true);
    expect(allowedBaseUrl?.test('https://a.example.com.evil')).toBe(false);
  });

  it.each<[string, unknown, string, string]>([
    [
      'no instance',
      undefined,
      'fleet.jenkins is there, and jenkins names no instance',
      'Add jenkins.instances',
    ],
    [
      'no list',
      { instances: {} },
      'jenkins.instances is no list',
      'Make jenkins.instances a list',
    ],
    [
      'no token',
      { ...one, apiKey: undefined },
      'jenkins.apiKey is not right: an API token is missing',
      'Change jenkins.apiKey',
    ],
    [
      'no user',
      { instances: [{ ...one, name: 'a', username: '' }] },
      'jenkins.instances[0].username is not right: a user name holds printable',
      'Change jenkins.instances[0].username',
    ],
    [
      'credentials in the address',
      { ...one, baseUrl: 'https://a:b@ci.example' },
      'jenkins.baseUrl is not right: credentials',
      'Change jenkins.baseUrl',
    ],
    [
      'a name that is part of no address',
      { instances: [{ ...one, name: 'a b' }] },
      'jenkins.instances[0].name is not right: it is part of an address',
      'Change jenkins.instances[0].name',
    ],
    [
      'an expression that is none',
      { ...one, allowedBaseUrlOverrideRegex: '(' },
      'jenkins.allowedBaseUrlOverrideRegex is not right: it is no regular expression',
      'Change jenkins.allowedBaseUrlOverrideRegex',
    ],
  ])('names what is wrong with %s', (_, jenkins, text, fix) => {
    const { instances, problems } = read(jenkins);
    expect(instances).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0].text).toContain(text);
    expect(problems[0].fix).toContain(fix);
    expect(JSON.stringify(problems)).not.toContain('made-up');
  });

  it('takes the first of two instances with one name, and warns of credentials in the clear', () => {
    const { instances, problems } = read({
      ...one,
      instances: [
        { ...one, name: 'default', baseUrl: 'http://ci.example' },
        { ...one, name: 'default' },
      ],
    });
    expect(instances).toHaveLength(1);
    expect(problems.map(({ fix }) => fix)).toEqual([
      'Use https in jenkins.instances[0].baseUrl.',
      'Give jenkins.instances[1].name another name.',
      'Remove jenkins.baseUrl, jenkins.username, jenkins.apiKey.',
    ]);
  });

  it('names jobs and rules that cannot be used, and takes the rest', () => {
    const { jobs, rules, problems, historyDays } = read(one, {
      jobs: ['shop/deploy', 'eu:x', 'shop/*', 'default:/a/b/'],
      deployments: [
        { job: 'shop/*', environment: 'production' },
        { job: 'shop/*', enviroment: 'production' },
        { environment: 'production' },
        { job: ['a', 'eu:b'], versionParameter: 'TAG' },
      ],
      historyDays: 0,
      intervalSecs: 10,
    });
    expect(jobs).toEqual([
      { instance: 'default', fullName: 'shop/deploy' },
      { instance: 'default', fullName: 'a/b' },
    ]);
    expect(rules).toHaveLength(2);
    expect(historyDays).toBe(365);
    expect(problems.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('Change fleet.jenkins.historyDays'),
      'Remove fleet.jenkins.intervalSecs.',
      'Add it to jenkins.instances, or remove fleet.jenkins.jobs[1].',
      expect.stringContaining('Write folder/job or instance:folder/job'),
      'Rename fleet.jenkins.deployments[1].enviroment to environment.',
      expect.stringContaining('Change fleet.jenkins.deployments[2].job'),
      'Add fleet.jenkins.deployments[3].environment or fleet.jenkins.deployments[3].environmentParameter.',
    ]);
  });

  it('has webhooks where there is a secret', () => {
    expect(read(one).secrets).toBeUndefined();
    const secret = 'example-secret-of-20';
    expect(read(one, { webhook: { secret } }).secrets).toEqual([secret]);
    const { secrets, problems } = read(one, { webhook: { secret: 'short' } });
    expect(secrets).toBeUndefined();
    expect(problems[0].text).toContain('fleet.jenkins.webhook.secret');
  });
});
