import {
  activeReviewFilters,
  readMoment,
  readReviewView,
  toExportQuery,
  toggled,
  toReviewQuery,
  toStandingQuery,
  writeReviewParams,
} from './reviewQuery';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const read = (search: string) =>
  readReviewView(new URLSearchParams(search), NOW);

it('shows the present, by team, with what needs somebody first', () => {
  expect(read('')).toMatchObject({
    at: undefined,
    cut: 'team',
    cutSort: 'backlog',
    sort: 'urgency',
    order: undefined,
    open: [],
  });
  expect(toReviewQuery(read(''))).toEqual({ cut: 'team' });
  expect(toStandingQuery(read(''), 50)).toEqual({ limit: 50, sort: 'urgency' });
});

it('limits the sums by what is looked at, and the table by all filters', () => {
  const view = read(
    'team=group:default/pay&wave=w1&wave=w2&stage=ready&side=not_seen&health=blocked&decision=stalled&text=cart&cut=tier&cursor=c1',
  );
  const scope = { team: 'group:default/pay', wave: ['w1', 'w2'] };
  expect(toReviewQuery(view)).toEqual({ ...scope, cut: 'tier' });
  const table = {
    ...scope,
    stage: ['ready'],
    side: ['not_seen'],
    health: ['blocked'],
    decision: ['stalled'],
    text: 'cart',
    sort: 'urgency',
  };
  expect(toExportQuery(view)).toEqual(table);
  expect(toStandingQuery(view, 50)).toEqual({
    ...table,
    limit: 50,
    cursor: 'c1',
  });
  expect(activeReviewFilters(view.filters)).toHaveLength(7);
});

it('leaves out what is no value of its kind', () => {
  const view = read('stage=nowhere&stage=ready&sort=luck&cut=colour&order=up');
  expect(view.filters.stage).toEqual(['ready']);
  expect(view).toMatchObject({
    sort: 'urgency',
    cut: 'team',
    order: undefined,
  });
});

it('takes a moment or a day, and nothing that is not over', () => {
  expect(readMoment('2026-11-01T10:00:00+01:00', NOW)).toBe(
    '2026-11-01T09:00:00.000Z',
  );
  expect(readMoment('2026-11-01', NOW)).toBe('2026-11-01T23:59:59.999Z');
  for (const value of [
    null,
    '',
    'yesterday',
    '2026-11-22',
    '2027',
    '2026-13-01',
  ]) {
    expect(readMoment(value, NOW)).toBeUndefined();
  }
});

it('goes back to the first page when a filter changes, and keeps the rest', () => {
  const params = new URLSearchParams('at=2026-11-01&cursor=c1&stage=ready');
  expect(
    writeReviewParams(params, {
      stage: ['planned', 'shifting'],
      text: '',
    }).toString(),
  ).toBe('at=2026-11-01&stage=planned&stage=shifting');
});

it('adds a value and takes it away again', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
});
