import { ConfigReader } from '@backstage/config';
import { readKubernetesConfig } from './config';

const good = {
  name: 'good',
  url: 'https://good.example:6443',
  token: 'made-up-value',
};
const read = (clusters: unknown, rest: object = {}) =>
  readKubernetesConfig(
    new ConfigReader({
      fleet: { kubernetes: { clusters, ...rest } },
    } as ConstructorParameters<typeof ConfigReader>[0]),
  );
const namesIn = (clusters: unknown, rest?: object) =>
  read(clusters, rest).clusters.map(({ name }) => name);
const problemsIn = (clusters: unknown, rest?: object) =>
  read(clusters, rest).problems;

describe('fleet.kubernetes', () => {
  it('is nothing when it is not there', () => {
    expect(readKubernetesConfig(new ConfigReader({}))).toEqual({
      clusters: [],
      problems: [],
    });
  });

  it('takes a cluster of each kind, with what is set for all', () => {
    const { clusters, problems } = read(
      [
        { name: 'here', inCluster: true },
        { name: 'file', kubeconfig: { file: '/kube/config', context: 'dev' } },
        {
          ...good,
          url: 'https://good.example:6443/',
          caFile: '/ca.pem',
          annotations: ['b'],
          fieldManagers: { machines: ['shop-bot'], people: ['helm'] },
          namespaces: { exclude: ['kube-system'] },
          workloadLink: 'https://console.example/{cluster}/{namespace}/{name}',
          capacity: false,
        },
      ],
      {
        annotations: ['a'],
        namespaces: { include: ['shop'] },
        ignoredTemplateAnnotations: ['checksum/*'],
        fieldManagers: { machines: ['deploy-*'] },
      },
    );
    expect(problems).toEqual([]);
    expect(clusters).toEqual([
      expect.objectContaining({
        name: 'here',
        path: 'fleet.kubernetes.clusters[0]',
        access: { type: 'inCluster' },
        annotations: ['a'],
        namespaces: { include: ['shop'], exclude: [] },
        ignoredTemplateAnnotations: ['checksum/*'],
        fieldManagers: { machines: ['deploy-*'], people: [] },
        capacity: true,
      }),
      expect.objectContaining({
        access: { type: 'kubeconfig', file: '/kube/config', context: 'dev' },
      }),
      expect.objectContaining({
        access: {
          type: 'url',
          url: 'https://good.example:6443',
          token: { value: 'made-up-value' },
          ca: { file: '/ca.pem' },
          skipTLSVerify: false,
        },
        annotations: ['a', 'b'],
        fieldManagers: { machines: ['deploy-*', 'shop-bot'], people: ['helm'] },
        namespaces: { include: [], exclude: ['kube-system'] },
        workloadLink: 'https://console.example/{cluster}/{namespace}/{name}',
        capacity: false,
      }),
    ]);
  });

  it.each([
    [
      'an unknown key, with what was probably meant',
      { ...good, caFlie: '/ca.pem' },
      'fleet.kubernetes.clusters[0].caFlie is not a known key',
      'Rename fleet.kubernetes.clusters[0].caFlie to caFile.',
    ],
    [
      'a token that is missing',
      { name: 'x', url: 'https://x.example' },
      'fleet.kubernetes.clusters[0] has a url, but neither token nor tokenFile',
      'fleet.kubernetes.clusters[0].tokenFile',
    ],
    [
      'no way to reach the cluster',
      { name: 'x' },
      'fleet.kubernetes.clusters[0] does not say how to reach the cluster',
      'inCluster, kubeconfig, or url',
    ],
    [
      'two ways to reach it',
      { ...good, inCluster: true },
      'in several ways how to reach the cluster (inCluster, url)',
      'Keep one of these',
    ],
    [
      'what goes with a url that is not there',
      { name: 'x', inCluster: true, caFile: '/ca.pem' },
      'fleet.kubernetes.clusters[0].caFile goes with',
      'Remove fleet.kubernetes.clusters[0].caFile',
    ],
    [
      'two authorities',
      { ...good, ca: 'x', caFile: 'y' },
      'fleet.kubernetes.clusters[0] has both ca and caFile',
      'Remove fleet.kubernetes.clusters[0].ca or fleet.kubernetes.clusters[0].caFile',
    ],
    [
      'a connection that is not encrypted',
      { ...good, url: 'http://good.example' },
      'fleet.kubernetes.clusters[0].url is not encrypted',
      'skipTLSVerify',
    ],
    [
      'a name that is missing',
      { inCluster: true },
      'fleet.kubernetes.clusters[0].name is not right',
      'Change fleet.kubernetes.clusters[0].name',
    ],
    [
      'a number in place of a path',
      { name: 'x', kubeconfig: { file: 3 } },
      'fleet.kubernetes.clusters[0].kubeconfig.file is not right',
      'Change fleet.kubernetes.clusters[0].kubeconfig.file',
    ],
    [
      'something that is no cluster',
      'prod',
      'fleet.kubernetes.clusters[0] is not right',
      'Change fleet.kubernetes.clusters[0]',
    ],
  ])('names %s; the other clusters go on', (_, wrong, text, fix) => {
    const { clusters, problems } = read([wrong, good]);
    expect(clusters.map(({ name }) => name)).toEqual(['good']);
    expect(problems).toEqual([
      {
        text: expect.stringContaining(text),
        fix: expect.stringContaining(fix),
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain('made-up-value');
  });

  it('watches the first of two clusters of one name', () => {
    expect(namesIn([good, { ...good, url: 'https://other.example' }])).toEqual([
      'good',
    ]);
    expect(problemsIn([good, good])).toEqual([
      {
        text: 'fleet.kubernetes.clusters[0] and fleet.kubernetes.clusters[1] are both called good; only the first is watched',
        fix: 'Give fleet.kubernetes.clusters[1].name another name.',
      },
    ]);
  });

  it('leaves out a key of the section that is wrong, and keeps the rest', () => {
    const rest = { anotations: ['a'], namespaces: { include: 'shop' } };
    expect(namesIn([good], rest)).toEqual(['good']);
    expect(problemsIn([good], rest).map(({ fix }) => fix)).toEqual([
      expect.stringContaining('Change fleet.kubernetes.namespaces.include'),
      'Rename fleet.kubernetes.anotations to annotations.',
    ]);
  });

  it.each([
    [{ clusters: 'prod' }, 'fleet.kubernetes.clusters is not right'],
    ['prod', 'fleet.kubernetes is not right'],
  ])('says what is wrong with %j', (kubernetes, text) => {
    const config = new ConfigReader({ fleet: { kubernetes } });
    expect(readKubernetesConfig(config)).toEqual({
      clusters: [],
      problems: [
        { text: expect.stringContaining(text), fix: expect.any(String) },
      ],
    });
  });

  it('drops a link that cannot be used, and says so once', () => {
    const workloadLink = 'https://console.example/{deployment}';
    const other = { ...good, name: 'other' };
    expect(read([good, other], { workloadLink })).toEqual({
      clusters: [
        expect.objectContaining({ workloadLink: undefined }),
        expect.objectContaining({ workloadLink: undefined }),
      ],
      problems: [
        {
          text: expect.stringContaining(
            'fleet.kubernetes.workloadLink cannot be used: {deployment} is not one of',
          ),
          fix: expect.stringContaining('Change fleet.kubernetes.workloadLink'),
        },
      ],
    });
    expect(problemsIn([{ ...good, workloadLink: 'ftp://x/{name}' }])).toEqual([
      expect.objectContaining({
        text: expect.stringContaining('not an http or https URL'),
      }),
    ]);
  });
});
