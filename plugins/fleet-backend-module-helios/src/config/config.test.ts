import { ConfigReader } from '@backstage/config';
import { readHeliosConfig } from './config';

const good = { name: 'good', url: 'https://helios.example:5801/' };
const secret = 'made-up-value';
const read = (masters: unknown, rest: object = {}) =>
  readHeliosConfig(
    new ConfigReader({
      fleet: { helios: { masters, ...rest } },
    } as ConstructorParameters<typeof ConfigReader>[0]),
  );

describe('fleet.helios', () => {
  it('is nothing when it is not there', () => {
    expect(readHeliosConfig(new ConfigReader({}))).toEqual({
      masters: [],
      problems: [],
    });
  });

  it('takes masters of each kind, with what is set for all', () => {
    const { masters, problems } = read(
      [
        good,
        {
          name: 'several',
          urls: ['https://a.example', 'https://b.example', 'https://a.example'],
          credentials: { username: 'reader', password: secret },
          caFile: '/ca.pem',
          intervalSeconds: 60,
          timeoutSeconds: 3,
          keepMetadata: ['owner'],
          linkTemplate: 'https://console.example/{cluster}/{group}/{job}',
        },
        {
          name: 'token',
          url: 'https://c.example',
          credentials: { token: secret },
        },
      ],
      { keepMetadata: ['team'] },
    );
    expect(problems).toEqual([]);
    expect(masters).toEqual([
      {
        name: 'good',
        path: 'fleet.helios.masters[0]',
        urls: ['https://helios.example:5801'],
        access: { credentials: { type: 'none' } },
        intervalSeconds: 30,
        timeoutSeconds: 10,
        keepMetadata: ['team'],
        linkTemplate: undefined,
      },
      {
        name: 'several',
        path: 'fleet.helios.masters[1]',
        urls: ['https://a.example', 'https://b.example'],
        access: {
          credentials: {
            type: 'basic',
            username: 'reader',
            password: secret,
          },
          ca: { file: '/ca.pem' },
        },
        intervalSeconds: 60,
        timeoutSeconds: 3,
        keepMetadata: ['team', 'owner'],
        linkTemplate: 'https://console.example/{cluster}/{group}/{job}',
      },
      expect.objectContaining({
        access: { credentials: { type: 'bearer', token: secret } },
      }),
    ]);
  });

  it.each([
    [
      'an unknown key, with what was probably meant',
      { ...good, intervalSecond: 3 },
      'fleet.helios.masters[0].intervalSecond is not a known key',
      'Rename fleet.helios.masters[0].intervalSecond to intervalSeconds.',
    ],
    [
      'an address that is missing',
      { name: 'x' },
      'does not say where its master is',
      'Add fleet.helios.masters[0].url',
    ],
    [
      'two ways to say where it is',
      { ...good, urls: ['https://x.example'] },
      'both url and urls',
      'Move fleet.helios.masters[0].url into',
    ],
    [
      'no address in a list',
      { name: 'x', urls: [] },
      'fleet.helios.masters[0].urls is not right',
      'docs/connect-helios.md',
    ],
    [
      'credentials in the address',
      { name: 'x', url: `https://reader:${secret}@x.example` },
      'credentials have a key of their own',
      'Change fleet.helios.masters[0].url',
    ],
    [
      'half of a pair of credentials',
      { ...good, credentials: { username: 'reader' } },
      'fleet.helios.masters[0].credentials is not right',
      'Change fleet.helios.masters[0].credentials',
    ],
    [
      'two authorities',
      { ...good, ca: 'x', caFile: 'y' },
      'has both ca and caFile',
      'Remove fleet.helios.masters[0].ca or',
    ],
    [
      'an interval that is none',
      { ...good, intervalSeconds: 0 },
      'fleet.helios.masters[0].intervalSeconds is not right',
      'Change fleet.helios.masters[0].intervalSeconds',
    ],
    [
      'something that is no master',
      'prod',
      'fleet.helios.masters[0] is not right',
      'Change fleet.helios.masters[0]',
    ],
  ])('names %s; the other masters go on', (_, wrong, text, fix) => {
    const { masters, problems } = read([wrong, { ...good, name: 'other' }]);
    expect(masters.map(({ name }) => name)).toEqual(['other']);
    expect(problems).toEqual([
      {
        text: expect.stringContaining(text),
        fix: expect.stringContaining(fix),
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });

  it('looks at the first of two masters of one name', () => {
    const { masters, problems } = read([good, good]);
    expect(masters).toHaveLength(1);
    expect(problems).toEqual([
      {
        text: 'fleet.helios.masters[0] and fleet.helios.masters[1] are both called good; only the first is looked at',
        fix: expect.stringContaining('fleet.helios.masters[0].urls'),
      },
    ]);
  });

  it('says that credentials go unencrypted, and looks all the same', () => {
    const { masters, problems } = read([
      {
        name: 'plain',
        url: 'http://x.example',
        credentials: { token: secret },
      },
    ]);
    expect(masters).toHaveLength(1);
    expect(problems).toEqual([
      {
        text: 'fleet.helios.masters[0] sends its credentials unencrypted',
        fix: 'Use https in the addresses of fleet.helios.masters[0].',
      },
    ]);
  });

  it('drops a link that cannot be used, and says so once', () => {
    const linkTemplate = 'https://console.example/{namespace}';
    const { masters, problems } = read([good, { ...good, name: 'other' }], {
      linkTemplate,
    });
    expect(masters.map(master => master.linkTemplate)).toEqual([
      undefined,
      undefined,
    ]);
    expect(problems).toEqual([
      {
        text: expect.stringContaining('{namespace} is not one of'),
        fix: expect.stringContaining('Change fleet.helios.linkTemplate'),
      },
    ]);
  });

  it('leaves out a key of the section that is wrong, and keeps the rest', () => {
    const { masters, problems } = read([good], { keepMetdata: ['team'] });
    expect(masters).toHaveLength(1);
    expect(problems.map(({ fix }) => fix)).toEqual([
      'Rename fleet.helios.keepMetdata to keepMetadata.',
    ]);
    expect(read('prod')).toMatchObject({
      masters: [],
      problems: [
        {
          text: 'fleet.helios.masters is not right: Invalid input: expected array, received string',
        },
      ],
    });
  });
});
