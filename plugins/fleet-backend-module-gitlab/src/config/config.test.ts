import { ConfigReader } from '@backstage/config';
import { isSlug, readGitlabConfig } from './config';

const own = {
  host: 'gitlab.acme.example',
  apiBaseUrl: 'https://gitlab.acme.example/api/v4',
  token: 'made-up',
};
const other = {
  host: 'code.acme.example',
  apiBaseUrl: 'https://code.acme.example/git/api/v4',
  baseUrl: 'https://code.acme.example/git',
  token: 'made-up',
};
const open = { host: 'gitlab.com', token: 'made-up' };
const read = (gitlab: unknown, integrations: unknown[] = [own]) =>
  readGitlabConfig(
    new ConfigReader({
      integrations: { gitlab: integrations },
      fleet: { gitlab },
    } as never),
  );

describe('the configuration', () => {
  it('has no hosts without its section', () => {
    expect(read(undefined)).toEqual({ hosts: [], problems: [] });
  });

  it('has one host for each integration that somebody wrote down, with what is named of it', () => {
    const { hosts, problems } = read(
      {
        projects: ['gitlab.com/shop/cart', 'code.acme.example/a/b/c'],
        groups: ['shop/eu'],
      },
      [own, other, open],
    );
    expect(problems).toEqual([]);
    expect(hosts).toMatchObject([
      {
        ...{ host: 'gitlab.acme.example', repositories: [] },
        ...{ apiUrl: 'https://gitlab.acme.example/api/v4', incidentLabels: [] },
        ...{ historyDays: 365, intervalSeconds: 300, token: 'made-up' },
        baseUrl: 'https://gitlab.acme.example',
      },
      {
        ...{ host: 'code.acme.example', repositories: [{ name: 'a/b/c' }] },
        baseUrl: 'https://code.acme.example/git',
      },
      {
        ...{ host: 'gitlab.com', repositories: [{ name: 'shop/cart' }] },
        organisations: [{ name: 'shop/eu', path: 'fleet.gitlab.groups[0]' }],
      },
    ]);
  });

  it('takes the only GitLab of the company for what names no host', () => {
    const { hosts } = read({ projects: ['shop/cart'] });
    expect(hosts.map(({ host }) => host)).toEqual(['gitlab.acme.example']);
    expect(hosts[0].repositories).toMatchObject([{ name: 'shop/cart' }]);
  });

  it('names what cannot be used, and takes the rest', () => {
    const { hosts, problems } = read(
      {
        projects: ['shop', 'shop/..', 'shop/cart', 'code.acme.example/a/b'],
        project: ['shop/pay'],
        historyDays: 0,
      },
      [own, other],
    );
    expect(hosts[1].repositories.map(({ name }) => name)).toEqual(['a/b']);
    expect(hosts[0].historyDays).toBe(365);
    expect(problems.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('Change fleet.gitlab.historyDays'),
      'Rename fleet.gitlab.project to projects.',
      'Write group/project or host/group/project there.',
      'Write group/project or host/group/project there.',
      'Write one of gitlab.acme.example, code.acme.example before it, with a slash.',
    ]);
  });

  it('says which line lacks its token, and reads what everybody may see', () => {
    const { hosts, problems } = read({ projects: ['gitlab.com/shop/cart'] }, [
      { ...own, token: undefined },
    ]);
    expect(hosts).toHaveLength(2);
    expect(problems.map(({ text }) => text)).toEqual([
      'integrations.gitlab[0] has no token; only what everybody may see is read of gitlab.acme.example',
      'There is no token for gitlab.com; only what everybody may see is read',
    ]);
    expect(problems[0].fix).toContain('integrations.gitlab[0].token');
  });

  it('says so where there is no GitLab, and where an integration is wrong', () => {
    expect(read({}, []).problems).toMatchObject([
      { fix: expect.stringContaining('Add an entry to integrations.gitlab') },
    ]);
    expect(read({}, [{ host: 'gitlab.acme.example' }]).problems[0]).toEqual({
      text: expect.stringContaining('cannot be read'),
      fix: 'Correct integrations.gitlab.',
    });
  });

  it.each([
    ['shop/cart', true],
    ['a/b/c/d', true],
    ['cart', false],
    ['shop/../cart', false],
    ['shop/ca rt', false],
    ['shop//cart', false],
  ])('takes %s for a project: %s', (slug, expected) => {
    expect(isSlug(slug)).toBe(expected);
  });
});
