import { englishT } from '../../../dev/testing';
import { changeOf, changeWords, largerIsWorse } from './change';

const t = englishT();
const HOUR = 3600;

it('calls a shorter lead time better and a longer one worse', () => {
  const compared = { metric: 'lead_time', unit: 'seconds' } as const;
  expect(
    changeOf(t, { ...compared, value: 5 * HOUR, previous: 10 * HOUR }),
  ).toEqual({ direction: 'down', amount: '50%', judgement: 'better' });
  expect(
    changeOf(t, { ...compared, value: 10 * HOUR, previous: 5 * HOUR }),
  ).toEqual({ direction: 'up', amount: '100%', judgement: 'worse' });
});

it('calls more deployments better and fewer worse', () => {
  const compared = {
    metric: 'deployment_frequency',
    unit: 'per_week',
  } as const;
  expect(changeOf(t, { ...compared, value: 4, previous: 2 }).judgement).toBe(
    'better',
  );
  expect(changeOf(t, { ...compared, value: 2, previous: 4 }).judgement).toBe(
    'worse',
  );
  expect(largerIsWorse('deployment_frequency')).toBe(false);
  expect(largerIsWorse('lead_time')).toBe(true);
});

it('says how far a share moved in points, not in percent of a percentage', () => {
  const compared = { metric: 'change_fail_rate', unit: 'share' } as const;
  expect(changeOf(t, { ...compared, value: 0.06, previous: 0.04 }).amount).toBe(
    '2 points',
  );
  expect(changeOf(t, { ...compared, value: 0.05, previous: 0.04 }).amount).toBe(
    '1 point',
  );
});

it('says how far a count moved as a count, also from nothing', () => {
  const compared = { metric: 'pages', unit: 'count' } as const;
  expect(changeOf(t, { ...compared, value: 3, previous: 0 })).toEqual({
    direction: 'up',
    amount: '3',
    judgement: 'worse',
  });
});

it('gives no percentage of nothing', () => {
  expect(
    changeOf(t, {
      metric: 'recovery_time',
      unit: 'seconds',
      value: 60,
      previous: 0,
    }).amount,
  ).toBe('1 min');
});

it('says what became a multiple as a span, not in hundreds of percent', () => {
  expect(
    changeOf(t, {
      metric: 'recovery_time',
      unit: 'seconds',
      value: 480,
      previous: 90,
    }).amount,
  ).toBe('6.5 min');
});

it('calls equal what a reader cannot tell apart', () => {
  expect(
    changeOf(t, {
      metric: 'lead_time',
      unit: 'seconds',
      value: 5.21 * HOUR,
      previous: 5.19 * HOUR,
    }).judgement,
  ).toBe('same');
});

it('says the change in one sentence', () => {
  expect(
    changeWords(t, {
      metric: 'lead_time',
      unit: 'seconds',
      value: 5.2 * HOUR,
      previous: 6.3 * HOUR,
      windowDays: 30,
    }),
  ).toBe('Down by 17%: better than in the 30 days before, which had 6.3 h.');
  expect(
    changeWords(t, {
      metric: 'rework_rate',
      unit: 'share',
      value: 0.04,
      previous: 0.04,
      windowDays: 7,
    }),
  ).toBe('As in the 7 days before: 4%.');
});
