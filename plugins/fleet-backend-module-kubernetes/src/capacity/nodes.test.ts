import { nodeSizes, sizeOfAll } from './nodes';

const node = (name: string, cpu?: string, more: object = {}) => ({
  metadata: { name, uid: `uid of ${name}` },
  status: { allocatable: { cpu, memory: '1Gi' } },
  ...more,
});
const sizes = new Map(
  nodeSizes([
    node('a', '3920m'),
    node('b', '4', { spec: { unschedulable: true } }),
    node('c'),
  ]),
);

it('adds up what nodes can give, each once, a cordoned one too', () => {
  expect(sizeOfAll(sizes, ['a', 'b', 'a'])).toBe(7920);
});

it('does not take some of them for all', () => {
  expect(sizeOfAll(sizes)).toBeNull();
  expect(sizeOfAll(sizes, ['a', 'not listed yet'])).toBeNull();
});

it('is not zero where there are none', () => {
  expect(sizeOfAll(sizes, [])).toBeNull();
});
