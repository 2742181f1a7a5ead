import { ConfigReader } from '@backstage/config';
import { readGithubConfig } from './config';

const integrations = {
  github: [
    { host: 'github.com', token: 'made-up' },
    { host: 'ghe.acme.example', token: 'made-up' },
  ],
};
const read = (github: unknown) =>
  readGithubConfig(
    new ConfigReader({ integrations, fleet: { github } } as never),
  );

describe('the configuration', () => {
  it('has no hosts without its section', () => {
    expect(read(undefined)).toEqual({ hosts: [], problems: [] });
  });

  it('has one host for each integration, with what is named of it', () => {
    const { hosts, problems } = read({
      repositories: ['acme/cart', 'ghe.acme.example/acme/pay'],
      organisations: ['ghe.acme.example/shop'],
    });
    expect(problems).toEqual([]);
    expect(hosts).toMatchObject([
      {
        host: 'github.com',
        apiUrl: 'https://api.github.com',
        repositories: [{ name: 'acme/cart' }],
        organisations: [],
        incidentLabels: ['incident'],
        historyDays: 365,
        intervalSeconds: 300,
      },
      {
        host: 'ghe.acme.example',
        apiUrl: 'https://ghe.acme.example/api/v3',
        repositories: [{ name: 'acme/pay' }],
        organisations: [{ name: 'shop' }],
      },
    ]);
  });

  it('names what cannot be used, and takes the rest', () => {
    const { hosts, problems } = read({
      repositories: ['acme', 'acme/..', 'gitlab.com/acme/x', 'acme/cart'],
      organizations: ['acme'],
      historyDays: 0,
    });
    expect(hosts[0].repositories.map(({ name }) => name)).toEqual([
      'acme/cart',
    ]);
    expect(hosts[0].historyDays).toBe(365);
    expect(problems.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('Change fleet.github.historyDays'),
      'Rename fleet.github.organizations to organisations.',
      'Write owner/name or host/owner/name there.',
      'Write owner/name or host/owner/name there.',
      expect.stringContaining('Add the host to integrations.github'),
    ]);
  });
});
