import fc from 'fast-check';
import { canonicalJson } from '@landfall/backstage-plugin-fleet-node';
import { testProjection } from '../testing/projection';
import { configurationOf, templateImages } from './podTemplate';

const projection = testProjection({ ignore: ['checksum/injected'] });
const template = (changes: {
  image?: string;
  env?: string;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
}) => ({
  metadata: {
    creationTimestamp: null,
    labels: { app: 'cart', ...changes.labels },
    annotations: changes.annotations,
  },
  spec: {
    initContainers: [{ name: 'migrate', image: 'shop/migrate:1' }],
    containers: [
      {
        name: 'main',
        image: changes.image ?? 'shop/cart:1',
        env: [{ name: 'MODE', value: changes.env ?? 'a' }],
      },
    ],
  },
});
const fingerprint = (changes: Parameters<typeof template>[0]) =>
  configurationOf(template(changes), projection);

describe('the configuration of a template', () => {
  it('does not change with images, restarts, what the controller adds and what is ignored', () => {
    const same = fingerprint({});
    expect(fingerprint({ image: 'shop/cart:2' })).toBe(same);
    expect(
      fingerprint({
        labels: { 'pod-template-hash': '5d9c' },
        annotations: {
          'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
          'checksum/injected': 'x',
        },
      }),
    ).toBe(same);
  });

  it('changes with everything else', () => {
    const all = [
      fingerprint({}),
      fingerprint({ env: 'b' }),
      fingerprint({ annotations: { 'checksum/config': 'x' } }),
      fingerprint({ labels: { tier: 'web' } }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is never the text itself', () => {
    expect(fingerprint({ env: 'hunter2' })).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('writes equal values as equal texts, whatever the order of their keys', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, part]) => [key, reversed(part)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

it('takes the images of containers and init containers, with the digests that they name', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const object = template({ image: `shop/cart:1@${digest}` });
  expect(templateImages('ReplicaSet', {}, object, projection)).toEqual([
    { container: 'main', reference: `shop/cart:1@${digest}`, digest },
    { container: 'migrate', reference: 'shop/migrate:1' },
  ]);
});
