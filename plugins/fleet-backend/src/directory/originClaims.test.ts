import { originsOfEntity } from '@landfall/backstage-plugin-fleet-node';
import * as fc from 'fast-check';
import { annotationOf } from './originClaims';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
const path = fc
  .array(name, { minLength: 2, maxLength: 3 })
  .map(parts => parts.join('/'));
const origin = fc.oneof(
  path.map(slug => `github.com/${slug}`),
  path.map(slug => `gitlab.com/${slug}`),
  path.map(slug => `git.example.com:8443/${slug}`),
  fc.tuple(name, path).map(([place, job]) => `jenkins:${place}/${job}`),
  path.map(job => `jenkins:default/${job}`),
  name.map(id => `pagerduty:${id}`),
);

it('names the annotation by which a component has it', () => {
  expect(annotationOf('github.com/acme/cart')).toEqual({
    'github.com/project-slug': 'acme/cart',
  });
  expect(annotationOf('ghe.example.com/acme/cart')).toEqual({
    'backstage.io/source-location': 'url:https://ghe.example.com/acme/cart/',
  });
  expect(annotationOf('jenkins:old/shop/cart/main')).toEqual({
    'jenkins.io/job-full-name': 'old:shop/cart/main',
  });
  expect(annotationOf('pagerduty:PX1')).toEqual({
    'pagerduty.com/service-id': 'PX1',
  });
});

it('gives a component with that annotation just this', () => {
  fc.assert(
    fc.property(origin, one => {
      expect(
        originsOfEntity(annotationOf(one)).map(found => found.origin),
      ).toEqual([one]);
    }),
  );
});
