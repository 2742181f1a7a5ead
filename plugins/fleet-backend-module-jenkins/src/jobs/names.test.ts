import fc from 'fast-check';
import { fullNameOfPath, isBelow, jobPath } from './names';
import { jobPattern } from './pattern';

describe('the address of a job', () => {
  it.each([
    ['cart', '/job/cart'],
    ['shop/deploy cart', '/job/shop/job/deploy%20cart'],
    // The branch feature/x of a multibranch pipeline.
    ['shop/cart/feature%2Fx', '/job/shop/job/cart/job/feature%252Fx'],
  ])('of %s is %s', (fullName, path) => {
    expect(jobPath(fullName)).toBe(path);
    expect(fullNameOfPath(`${path}/12/`)).toBe(fullName);
  });

  it.each([
    ['job/job/job/view/', 'job/view'],
    ['/view/All/view/x/job/cart/3/', 'cart'],
    ['job/cart/job/', 'cart'],
  ])('%s is of %s', (path, fullName) => {
    expect(fullNameOfPath(path)).toBe(fullName);
  });

  it.each([
    '',
    '/',
    'jobs/x',
    'job/',
    'job/%E0%A4%A',
    `job/${'x'.repeat(401)}`,
  ])('%s is of none', path => {
    expect(fullNameOfPath(path)).toBeUndefined();
  });

  it('is read as it was written', () => {
    const step = fc.string({ minLength: 1 }).filter(one => !one.includes('/'));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), steps => {
        expect(fullNameOfPath(jobPath(steps.join('/')))).toBe(steps.join('/'));
      }),
    );
  });

  it('says what is below it', () => {
    expect(isBelow('shop/cart', 'shop')).toBe(true);
    expect(isBelow('shop', 'shop')).toBe(true);
    expect(isBelow('shopping', 'shop')).toBe(false);
  });
});

describe('a pattern of jobs', () => {
  it.each([
    ['shop/deploy-*', 'shop/deploy-cart', true],
    ['shop/deploy-*', 'shop/deploy-cart/main', false],
    ['shop/**', 'shop/deploy-cart/main', true],
    ['**/main', 'shop/cart/main', true],
    ['**/main', 'shop/cart/maintenance', false],
    ['shop/cart/feature%2F*', 'shop/cart/feature%2Fx', true],
    ['a.b+(c)', 'a.b+(c)', true],
    ['a.b', 'axb', false],
    ['*', '', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(jobPattern(pattern).matches(name)).toBe(expected);
  });

  it.each([
    ['shop/*', 'default'],
    ['eu:shop/*', 'eu'],
    ['*:shop/*', undefined],
  ])('%s is of the instance %s', (pattern, instance) => {
    expect(jobPattern(pattern).instance).toBe(instance);
  });
});
