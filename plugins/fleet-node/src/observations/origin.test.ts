import {
  originOfJenkinsJob,
  originOfPagerDutyService,
  originOfRepository,
} from './origin';

it.each([
  ['github.com', 'Acme/Cart', 'github.com/acme/cart'],
  [
    'GIT.example:8443',
    '/group/sub/cart.git',
    'git.example:8443/group/sub/cart',
  ],
])('names the repository of %s %s as %s', (host, slug, origin) => {
  expect(originOfRepository({ host, slug })).toBe(origin);
});

it('keeps the case of what tells upper from lower case', () => {
  expect(
    originOfJenkinsJob({ instance: 'default', fullName: 'Shop/Deploy cart' }),
  ).toBe('jenkins:default/Shop/Deploy cart');
  expect(originOfPagerDutyService('PX1Y2Z')).toBe('pagerduty:PX1Y2Z');
});
