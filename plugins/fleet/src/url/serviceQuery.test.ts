import {
  activeFilters,
  NO_FILTERS,
  readServiceView,
  toServiceQuery,
  withoutFilter,
  writeFilters,
} from './serviceQuery';

const read = (search: string) => readServiceView(new URLSearchParams(search));

it('reads the defaults from an empty address', () => {
  expect(toServiceQuery(read(''), 50)).toEqual({
    limit: 50,
    sort: 'attention',
  });
});

it('reads every filter, the order, the window and the page', () => {
  const search =
    'text=cart&attention=true&readiness=ready&readiness=gone&outcome=failed&platform=helios&cluster=a&environment=production&sort=name&order=desc&window=90&cursor=abc';
  expect(toServiceQuery(read(search), 20)).toEqual({
    limit: 20,
    text: 'cart',
    attention: 'true',
    readiness: ['ready', 'gone'],
    outcome: ['failed'],
    platform: ['helios'],
    cluster: ['a'],
    environment: ['production'],
    sort: 'name',
    order: 'desc',
    window: 90,
    cursor: 'abc',
  });
});

it('leaves out what is mistyped instead of failing', () => {
  const view = read('readiness=redy&sort=fame&order=up&window=month');
  expect(view).toMatchObject({
    sort: 'attention',
    order: undefined,
    window: undefined,
  });
  expect(activeFilters(view.filters)).toEqual([]);
});

it('writes a filter, keeps the rest and goes back to the first page', () => {
  const params = new URLSearchParams('window=7&cursor=abc&readiness=ready');
  const next = writeFilters(params, { readiness: ['gone', 'unknown'] });
  expect(next.toString()).toBe('window=7&readiness=gone&readiness=unknown');
});

it('reads back what it wrote', () => {
  const filters = {
    ...NO_FILTERS,
    text: 'ä & b',
    attention: true,
    cluster: ['a', 'b'],
  };
  const params = writeFilters(new URLSearchParams(), filters);
  expect(readServiceView(params).filters).toEqual(filters);
});

it('knows which filters leave something out, and drops one of them', () => {
  const { filters } = read('text=cart&outcome=failed');
  expect(activeFilters(filters)).toEqual(['text', 'outcome']);
  expect(activeFilters(withoutFilter(filters, 'text'))).toEqual(['outcome']);
});
