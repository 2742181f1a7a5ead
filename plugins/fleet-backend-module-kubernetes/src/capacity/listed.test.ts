import { instant } from '@landfall/backstage-plugin-fleet-common';
import { ClusterError } from '../client/errors';
import { Listed, type ListedRun } from './listed';
import { NODES, nodeSizes } from './nodes';

const timings = { capacityListMs: 600_000, forbiddenMs: 60_000 };
const MINUTE = 60_000;

const page = (names: string[]) =>
  JSON.stringify({
    metadata: { resourceVersion: '7' },
    items: names.map(name => ({
      metadata: { name },
      status: { allocatable: { cpu: '3920m' } },
    })),
  });

/** A list of nodes of a server that answers as it is told. */
function trial() {
  let now = 0;
  let asked = 0;
  let answer: () => string = () => page([]);
  const listed = new Listed({
    resource: NODES,
    namespaces: [undefined],
    read: nodeSizes,
    path: 'fleet.kubernetes.clusters[0]',
    cluster: 'prod-eu',
    purpose: 'nothing is told',
  });
  const run: ListedRun = {
    api: {
      text: async () => {
        asked += 1;
        return answer();
      },
    },
    timings,
    signal: new AbortController().signal,
    now: () => instant(now),
  };
  return {
    answers(next: () => string) {
      answer = next;
    },
    async at(minutes: number) {
      now = minutes * MINUTE;
      await listed.refresh(run);
      return {
        asked,
        known: listed.known(instant(now), timings),
        problems: listed.problems(instant(now), timings),
      };
    },
  };
}

const fails = (kind: 'forbidden' | 'server') => () => {
  throw new ClusterError(kind, 'It does not answer', { fix: 'Look.' });
};

it('lists now and then, not each time', async () => {
  const nodes = trial();
  nodes.answers(() => page(['a', 'b']));
  const known = [
    ['a', 3920],
    ['b', 3920],
  ];
  expect(await nodes.at(0)).toEqual({ asked: 1, known, problems: [] });
  expect(await nodes.at(9)).toMatchObject({ asked: 1, known });
  nodes.answers(() => page([]));
  expect(await nodes.at(10)).toEqual({ asked: 2, known: [], problems: [] });
});

it('says at once which verb is missing, believes nothing any more, and asks again soon', async () => {
  const nodes = trial();
  nodes.answers(() => page(['a']));
  await nodes.at(0);
  nodes.answers(fails('forbidden'));
  const forbidden = await nodes.at(10);
  expect(forbidden.known).toBeUndefined();
  expect(forbidden.problems).toEqual([
    {
      text: 'Cluster prod-eu does not let the portal list nodes; without it nothing is told',
      fix: expect.stringContaining(
        'the verb list on the resource nodes of the API group ""',
      ),
    },
  ]);
  nodes.answers(() => page(['a']));
  expect(await nodes.at(10.5)).toMatchObject({ asked: 2 });
  expect(await nodes.at(11)).toMatchObject({
    asked: 3,
    known: [['a', 3920]],
    problems: [],
  });
});

it('believes what it listed while lists fail for a time, then says why it knows nothing', async () => {
  const nodes = trial();
  nodes.answers(() => page(['a']));
  await nodes.at(0);
  nodes.answers(fails('server'));
  expect(await nodes.at(10)).toEqual({
    asked: 2,
    known: [['a', 3920]],
    problems: [],
  });
  expect(await nodes.at(31)).toMatchObject({
    known: undefined,
    problems: [
      {
        text: 'nodes: It does not answer; without it nothing is told',
        fix: 'Look. Or set fleet.kubernetes.clusters[0].capacity to false.',
      },
    ],
  });
});

it('says nothing of a first list that fails once, as connections do', async () => {
  const nodes = trial();
  nodes.answers(fails('server'));
  expect(await nodes.at(0)).toEqual({
    asked: 1,
    known: undefined,
    problems: [],
  });
  expect((await nodes.at(1)).problems).toHaveLength(1);
  nodes.answers(() => page(['a']));
  expect(await nodes.at(2)).toMatchObject({
    known: [['a', 3920]],
    problems: [],
  });
});

it('does not take half a list for all', async () => {
  const nodes = trial();
  nodes.answers(() => page(['a', 'b']));
  await nodes.at(0);
  const [first] = [page(['a'])].map(text =>
    text.replace('"7"', '"7","continue":"next"'),
  );
  let pages = 0;
  nodes.answers(() => {
    pages += 1;
    return pages === 1 ? first : fails('server')();
  });
  expect((await nodes.at(10)).known).toHaveLength(2);
});
