import fc from 'fast-check';
import {
  parseTemplate,
  type Template,
} from '@landfall/backstage-plugin-fleet-node';
import { groupSeries, sumOf } from './group';

const template = (text: string): Template => {
  const parsed = parseTemplate(text);
  if ('trouble' in parsed) throw new Error(parsed.trouble);
  return parsed.template;
};
const ofService = {
  platform: template('{label:platform}'),
  service: template('component:default/{label:app}'),
};
const ofTarget = {
  platform: template('heritage'),
  target: {
    cluster: template('main'),
    namespace: template('{label:group}'),
    workloadKind: template('Series'),
    workload: template('{label:app}'),
  },
};
const sample = (labels: Record<string, string>, value = 1) => ({
  labels,
  value,
});
const group = (
  series: ReturnType<typeof sample>[],
  subject: Parameters<typeof groupSeries>[1]['subject'] = ofService,
) =>
  groupSeries(
    { series, warnings: [], unusable: 0 },
    { path: 'traffic[0]', subject },
  );

describe('the series of an answer', () => {
  it('are put together by what they tell of, and added up', () => {
    const { groups, problems } = group([
      sample({ platform: 'old', app: 'Cart', instance: 'a' }, 1),
      sample({ platform: 'old', app: 'cart', instance: 'b' }, 2),
      sample({ platform: 'new', app: 'cart' }, 4),
    ]);
    expect(problems).toEqual([]);
    expect(
      [...groups.values()].map(one => [
        one.subject.platform,
        one.subject.service,
        sumOf(one),
      ]),
    ).toEqual([
      ['old', 'component:default/cart', 3],
      ['new', 'component:default/cart', 4],
    ]);
  });

  it('are counted where they cannot be used', () => {
    const { groups, unclear, problems } = group([
      sample({ platform: 'old' }),
      sample({}),
      sample({ platform: 'old', app: 'a b' }),
      sample({ platform: 'x'.repeat(64), app: 'cart' }),
      sample({ platform: 'old', app: 'cart' }, NaN),
      sample({ platform: 'old', app: 'cart' }, 1),
      sample({ platform: 'old', app: 'search' }, -1),
    ]);
    expect(groups.size).toBe(0);
    expect([...unclear]).toHaveLength(2);
    expect(problems.map(({ text }) => text)).toEqual([
      'traffic[0] gives 1 series without the label app; it is left out',
      'traffic[0] gives 1 series without the label app, platform; it is left out',
      'traffic[0] gives 1 series whose service is no full entity reference such as component:default/cart; it is left out',
      'traffic[0] gives 1 series with names that are too long; it is left out',
      'traffic[0] gives 1 series whose value is not a number, or infinite; it is left out',
      'traffic[0] gives 1 series whose value is below 0; it is left out',
    ]);
  });

  it('tell targets apart, whatever their names', () => {
    const name = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 20 }), names => {
        const { groups } = group(
          names.map(([app, inGroup]) => sample({ app, group: inGroup })),
          ofTarget,
        );
        expect(groups.size).toBe(
          new Set(names.map(pair => JSON.stringify(pair))).size,
        );
      }),
    );
  });
});
