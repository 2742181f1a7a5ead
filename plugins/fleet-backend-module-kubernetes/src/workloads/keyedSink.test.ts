import { instant } from '@landfall/backstage-plugin-fleet-common';
import { KeyedSink } from './keyedSink';
import { fields, malformed, text } from './projection';
import type { Gap } from './types';

const NOW = instant(1_000);
const gap: Gap = { from: null, to: NOW };
const watched = { by: 'watch', now: NOW } as const;
const object = (uid: string, namespace = 'a', value = uid) => ({
  metadata: { uid, namespace, name: uid },
  value,
});

/** A sink of things that have a value, with a log of what it told. */
function create() {
  const log: string[] = [];
  const sink = new KeyedSink({
    resource: { kind: 'Thing', group: '', version: 'v1', plural: 'things' },
    project: raw => {
      const { metadata, value } = fields(raw);
      const { uid, namespace } = fields(metadata);
      if (value === 'not ours') return undefined;
      if (typeof value !== 'string') throw malformed('Thing', raw, 'value');
      return { uid: text(uid) ?? '', namespace: text(namespace) ?? '', value };
    },
    changed: ({ uid, value }, before, { by }) =>
      log.push(`${by} ${uid} ${before?.value ?? 'new'} → ${value}`),
    deleted: ({ uid }, { by }) => log.push(`${by} ${uid} gone`),
  });
  const told = () => log.splice(0);
  const list = (objects: unknown[], namespace?: string) => {
    const reading = sink.beginList(namespace);
    for (const one of objects) {
      try {
        reading.add(one);
      } catch {
        // Malformed: counted by the caller.
      }
    }
    reading.commit(gap);
  };
  return { sink, told, list };
}

describe('the objects of a resource', () => {
  it('are told when they change and when they go', () => {
    const { sink, told } = create();
    sink.apply('changed', object('x'), watched);
    sink.apply('changed', object('x', 'a', 'y'), watched);
    sink.apply('deleted', object('x'), watched);
    sink.apply('deleted', object('x'), watched);
    expect(told()).toEqual([
      'watch x new → x',
      'watch x x → y',
      'watch x gone',
    ]);
  });

  it('go when they are no longer ours', () => {
    const { sink, told } = create();
    sink.apply('changed', object('x'), watched);
    sink.apply('changed', object('x', 'a', 'not ours'), watched);
    expect(told()).toEqual(['watch x new → x', 'watch x gone']);
  });

  it('go when a list of their namespace does not hold them', () => {
    const { told, list } = create();
    list([object('x', 'a'), object('y', 'b')]);
    told();
    list([], 'a');
    expect(told()).toEqual(['list x gone']);
  });

  it('do not go when they are in the list but cannot be read', () => {
    const { told, list } = create();
    list([object('x'), object('y')]);
    told();
    list([{ metadata: { uid: 'x', namespace: 'a' } }]);
    expect(told()).toEqual(['list y gone']);
    list([object('x'), object('y')]);
    told();
    list([object('x'), { metadata: { namespace: 'a' } }]);
    expect(told()).toEqual(['list x x → x']);
  });

  it('cannot be deleted without a uid', () => {
    const { sink } = create();
    expect(() => sink.apply('deleted', { metadata: {} }, watched)).toThrow(
      'Thing without a name has no usable metadata.uid',
    );
  });

  it('are taken over up to a place while the list goes on, each once', () => {
    const { sink, told } = create();
    const reading = sink.beginList(undefined);
    expect(reading.reached()).toBeUndefined();
    reading.add(object('x', 'a'));
    reading.add(object('y', 'b'));
    expect(reading.reached()).toBe('b/');
    reading.commitBefore('b/', gap);
    reading.commitBefore('b/', gap);
    expect(told()).toEqual(['list x new → x']);
    reading.add(object('z', 'c'));
    reading.commit(gap);
    expect(told()).toEqual(['list y new → y', 'list z new → z']);
  });

  it('tell no place when they do not come in order', () => {
    const { sink } = create();
    const reading = sink.beginList(undefined);
    // As the server orders them: by namespace and slash, not by namespace.
    for (const namespace of ['a-b', 'a', 'a1']) {
      reading.add(object(namespace, namespace));
    }
    expect(reading.reached()).toBe('a1/');
    reading.add(object('late', 'a'));
    expect(reading.reached()).toBeUndefined();
  });
});
