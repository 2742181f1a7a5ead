import { ClusterError } from './errors';
import { listResource } from './list';

const resource = { kind: 'Pod', group: '', version: 'v1', plural: 'pods' };
const gone = new ClusterError('gone', 'forgotten', { fix: '' });

/** Lists from answers that are given in turn. */
async function list(...answers: (string | ClusterError)[]) {
  const queries: Record<string, string>[] = [];
  let items: unknown[] = [];
  const result = await listResource({
    api: {
      text: async ({ query = {} }) => {
        queries.push(query);
        const answer = answers.shift();
        if (typeof answer === 'string') return answer;
        throw answer;
      },
    },
    resource,
    cluster: 'test',
    signal: new AbortController().signal,
    onPage: page => items.push(...page),
    onRestart: () => {
      items = [];
    },
  }).catch(error => error);
  return { result, items, queries };
}
const page = (items: unknown[], next = '', resourceVersion = '7') =>
  JSON.stringify({ metadata: { resourceVersion, continue: next }, items });

describe('a list in pages', () => {
  it('goes on where the page before ended', async () => {
    expect(await list(page([1, 2], 'a'), page([3], 'b'), page([4]))).toEqual({
      result: '7',
      items: [1, 2, 3, 4],
      queries: [
        { limit: '500' },
        { limit: '500', continue: 'a' },
        { limit: '500', continue: 'b' },
      ],
    });
  });

  it('begins anew when the server forgot its place', async () => {
    const { result, items } = await list(
      page([1], 'a'),
      gone,
      page([1], 'b', '8'),
      page([2], '', '8'),
    );
    expect(result).toBe('8');
    expect(items).toEqual([1, 2]);
  });

  it('asks for everything at once when it is forgotten again and again', async () => {
    const again = [page([1], 'a'), gone];
    const { result, queries } = await list(
      ...again,
      ...again,
      ...again,
      page([1, 2]),
    );
    expect(result).toBe('7');
    expect(queries[queries.length - 1]).toEqual({});
  });

  it('fails when not even the first page is remembered', async () => {
    expect((await list(gone)).result).toBe(gone);
  });

  it('takes no items for none', async () => {
    const answer = '{"metadata":{"resourceVersion":"3"},"items":null}';
    expect(await list(answer)).toMatchObject({ result: '3', items: [] });
  });

  it.each([
    ['half an answer', page([1]).slice(0, 20)],
    ['something else', '<html>'],
    ['a list of nothing', '[]'],
    ['a list without a version', '{"metadata":{},"items":[]}'],
  ])('says so when it gets %s', async (_, answer) => {
    expect((await list(answer)).result).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('Cluster test answers the list of pods'),
    });
  });
});
