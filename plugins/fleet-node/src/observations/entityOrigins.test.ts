import { originsOfEntity } from './entityOrigins';

const repository = (annotations: Record<string, string>) =>
  originsOfEntity(annotations).map(origin =>
    origin.kind === 'repository'
      ? [origin.origin, origin.directories]
      : [origin.origin],
  );

it.each<[string, Record<string, string>, unknown]>([
  [
    'a slug alone is on github.com',
    { 'github.com/project-slug': 'Acme/Cart' },
    [['github.com/acme/cart', []]],
  ],
  [
    'a slug is on the host where its source is, with the directory of it',
    {
      'github.com/project-slug': 'acme/mono',
      'backstage.io/source-location':
        'url:https://github.acme.example/acme/mono/tree/main/services/cart/',
    },
    [['github.acme.example/acme/mono', ['services/cart']]],
  ],
  [
    'the file that describes it tells the host, and no directory',
    {
      'github.com/project-slug': 'acme/mono',
      'backstage.io/managed-by-location':
        'url:https://github.acme.example/acme/catalog/blob/main/all/cart.yaml',
    },
    [['github.acme.example/acme/mono', []]],
  ],
  [
    'the source in another repository than the slug says nothing of directories',
    {
      'github.com/project-slug': 'acme/cart',
      'backstage.io/source-location':
        'url:https://github.com/acme/docs/tree/main/cart',
    },
    [['github.com/acme/cart', []]],
  ],
  [
    'the place of the source is enough',
    {
      'backstage.io/source-location':
        'url:https://gitlab.example/group/sub/cart/-/tree/main/api',
    },
    [['gitlab.example/group/sub/cart', ['api']]],
  ],
  [
    'an instance of GitLab',
    {
      'gitlab.com/project-slug': 'group/sub/cart',
      'gitlab.com/instance': 'gitlab.example',
    },
    [['gitlab.example/group/sub/cart', []]],
  ],
  [
    'directories that somebody named count before the place of the source',
    {
      'github.com/project-slug': 'acme/mono',
      'landfall.dev/source-paths': './services/cart/, libs/money',
      'backstage.io/source-location':
        'url:https://github.com/acme/mono/tree/main/services',
    },
    [['github.com/acme/mono', ['libs/money', 'services/cart']]],
  ],
  [
    'jobs of one and of another Jenkins',
    { 'jenkins.io/job-full-name': 'shop/deploy-cart, eu:shop/deploy-cart' },
    [['jenkins:default/shop/deploy-cart'], ['jenkins:eu/shop/deploy-cart']],
  ],
  [
    'a job by the older annotation, which goes before the newer one',
    {
      'jenkins.io/github-folder': 'eu:/shop/cart/',
      'jenkins.io/job-full-name': 'shop/other',
    },
    [['jenkins:eu/shop/cart']],
  ],
  [
    'a job of a Jenkins at another address',
    {
      'jenkins.io/job-full-name': 'eu:shop/cart',
      'jenkins.io/override-base-url': 'https://Other.example.com/ci/',
    },
    [['jenkins:eu@other.example.com/ci/shop/cart']],
  ],
  [
    'jobs that deploy, each once',
    {
      'jenkins.io/job-full-name': 'shop/cart, shop/deploy',
      'landfall.dev/jenkins-deployments':
        'shop/deploy=production, eu:shop/deploy, =production',
    },
    [
      ['jenkins:default/shop/cart'],
      ['jenkins:default/shop/deploy'],
      ['jenkins:eu/shop/deploy'],
    ],
  ],
  ['no job', { 'jenkins.io/job-full-name': ' , eu:, /,default:/ ' }, []],
  [
    'a service of a pager',
    { 'pagerduty.com/service-id': 'PX1Y2Z' },
    [['pagerduty:PX1Y2Z']],
  ],
  [
    'a directory with a space, and one with a percent sign',
    {
      'backstage.io/source-location':
        'url:https://github.com/acme/mono/tree/main/my%20cart/100%',
    },
    [['github.com/acme/mono', ['my%20cart/100%']]],
  ],
  ['nothing', {}, []],
  [
    'what is no slug and no address',
    {
      'github.com/project-slug': 'cart',
      'backstage.io/source-location': 'url:cart',
    },
    [],
  ],
  [
    'a file of this machine',
    { 'backstage.io/source-location': 'file:/src/cart' },
    [],
  ],
])('finds what belongs to an entity: %s', (_, annotations, expected) => {
  expect(repository(annotations)).toEqual(expected);
});

it('tells which jobs of an entity deploy, and where to', () => {
  const jobs = originsOfEntity({
    'jenkins.io/job-full-name': 'shop/cart,shop/deploy',
    'landfall.dev/jenkins-deployments':
      'shop/deploy = production,eu:shop/a=b=test,shop/release',
  });
  expect(
    jobs.map(one =>
      one.kind === 'jenkins_job'
        ? [one.instance, one.fullName, one.deployment?.environment]
        : one,
    ),
  ).toEqual([
    ['default', 'shop/cart', undefined],
    ['default', 'shop/deploy', 'production'],
    ['eu', 'shop/a=b', 'test'],
    ['default', 'shop/release', null],
  ]);
});
