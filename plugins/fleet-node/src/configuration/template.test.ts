import fc from 'fast-check';
import { fillTemplate, parseTemplate } from './template';

const fill = (text: string, labels: Record<string, string>) => {
  const parsed = parseTemplate(text);
  if ('trouble' in parsed) throw new Error(parsed.trouble);
  return fillTemplate(parsed.template, labels);
};

describe('a template', () => {
  it.each([
    ['kubernetes', { text: 'kubernetes' }],
    ['{label:app}', { text: 'cart' }],
    ['{label:service.name}', { text: 'shop' }],
    ['component:default/{label:app}', { text: 'component:default/cart' }],
    ['{label:app}-{label:zone}.x', { text: 'cart-north.x' }],
    ['{label:team}/{label:app}', { missing: 'team' }],
    ['{label:empty}', { missing: 'empty' }],
    ['{label:constructor}', { missing: 'constructor' }],
  ])('%s is filled as %j', (text, expected) => {
    expect(
      fill(text, {
        ...{ app: 'cart', zone: 'north', empty: '' },
        'service.name': 'shop',
      }),
    ).toEqual(expected);
  });

  it.each([
    '{app}',
    '{label:}',
    '{label:app',
    'app}',
    '{{label:app}}',
    '{annotation:app}',
  ])('%s is refused', text => {
    expect(parseTemplate(text)).toHaveProperty('trouble');
  });

  it('takes values as they are, also such that look like placeholders', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (app, zone) => {
        const labels = { app: `{label:zone}${app}`, zone };
        expect(fill('<{label:app}>', labels)).toEqual({
          text: `<{label:zone}${app}>`,
        });
      }),
    );
  });
});
