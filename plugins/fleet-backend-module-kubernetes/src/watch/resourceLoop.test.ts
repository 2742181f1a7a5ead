import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Gap, ListInProgress } from '../workloads/types';
import { ResourceLoop } from './resourceLoop';
import { defaultWatchTimings } from './timings';
import { Versions } from './versions';

const resource = { group: '', version: 'v1', kind: 'Pod', plural: 'pods' };

/** Lists at 1000, then watches what is given, line by line, each at its time; gives the gaps of the lists. */
async function gapsOf(watched: { at: number; line: string }[]) {
  const controller = new AbortController();
  const gaps: Gap[] = [];
  let now = 1_000;
  const list = (): ListInProgress => ({
    add: () => {},
    reached: () => undefined,
    commitBefore: () => {},
    commit: gap => {
      gaps.push(gap);
      if (gaps.length === 2) controller.abort();
    },
  });
  const loop = new ResourceLoop({
    cluster: 'test',
    api: {
      text: async () =>
        JSON.stringify({ metadata: { resourceVersion: '1' }, items: [] }),
      async *stream(_request, onOpen) {
        onOpen();
        for (const { at, line } of watched) {
          now = at;
          yield Buffer.from(`${line}\n`);
        }
      },
    },
    sink: { resource, apply: () => {}, beginList: list },
    watchedUntil: null,
    versions: new Versions(),
    timings: { ...defaultWatchTimings, relistMs: 0 },
    clock: { now: () => instant(now) },
    random: () => 0,
    signal: controller.signal,
    onChange: () => {},
    onTrouble: () => {},
  });
  await loop.run();
  return gaps;
}

const event = (resourceVersion: string) =>
  JSON.stringify({
    type: 'MODIFIED',
    object: { metadata: { uid: 'a', resourceVersion } },
  });

describe('the time in which a resource was not watched', () => {
  it('begins with the last that was understood, not with what was lost', async () => {
    const [first, second] = await gapsOf([
      { at: 2_000, line: event('2') },
      { at: 9_000, line: '{"type":"MODIFIED","object":{"meta' },
    ]);
    expect(first).toEqual({ from: null, to: 1_000 });
    expect(second).toEqual({ from: 2_000, to: 9_000 });
  });
});
