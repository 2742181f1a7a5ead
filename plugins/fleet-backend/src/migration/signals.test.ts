import type { Signal } from '@landfall/backstage-plugin-fleet-common';
import { holds } from './signals';
import { templates } from './templates';
import { sight } from './testing';
import type { TargetSight } from './types';

function container(
  given: Partial<TargetSight['containers'][number]> = {},
): TargetSight['containers'][number] {
  return {
    container: 'app',
    image: 'shop/cart:v1',
    injected: false,
    ports: [],
    environment: [],
    ...given,
  };
}

const grpcPort = { port: 80, name: 'api', protocol: 'grpc' };

describe('a signal', () => {
  it.each<[string, Signal, Partial<TargetSight>, boolean]>([
    ['names the platform', { platform: 'kubernetes' }, {}, true],
    ['names another platform', { platform: 'helios' }, {}, false],
    ['names one of several', { platform: ['nomad', 'kube*'] }, {}, true],
    [
      'asks for two things',
      { platform: 'kubernetes', cluster: 'us' },
      {},
      false,
    ],
    ['takes ? for one character', { cluster: 'e?' }, {}, true],
    ['takes no dot for any character', { cluster: 'e.' }, {}, false],
    ['asks for a label', { label: 'app' }, { labels: { app: 'x' } }, true],
    [
      'asks for a value of a label',
      { label: { name: 'app', value: 'y*' } },
      { labels: { app: 'x' } },
      false,
    ],
    [
      'asks for an annotation',
      { annotation: { name: 'inject', value: ['true', 'yes'] } },
      { annotations: { inject: 'yes' } },
      true,
    ],
    [
      'is not fooled by what objects inherit',
      { label: 'constructor' },
      {},
      false,
    ],
    [
      'asks for a protocol in any case',
      { protocol: 'gRPC' },
      { containers: [container({ ports: [grpcPort] })] },
      true,
    ],
    [
      'asks for a name of a variable',
      { environment: 'OTEL_*' },
      { containers: [container({ environment: ['A', 'OTEL_X'] })] },
      true,
    ],
    [
      'takes any of',
      { anyOf: [{ platform: 'helios' }, { cluster: 'eu' }] },
      {},
      true,
    ],
    [
      'takes all of',
      { allOf: [{ platform: 'helios' }, { cluster: 'eu' }] },
      {},
      false,
    ],
    ['takes the opposite', { not: { platform: 'helios' } }, {}, true],
  ])('%s', (_, signal, given, expected) => {
    expect(holds(signal, sight('kubernetes', given))).toBe(expected);
  });

  it.each([
    ['envoyproxy/envoy', 'docker.io/envoyproxy/envoy:v1.31', true],
    ['envoyproxy/envoy', 'mirror:5000/hub/envoyproxy/envoy@sha256:1', true],
    ['envoy', 'envoyproxy/envoy', true],
    ['envoy', 'shop/my-envoy:v1', false],
    ['envoyproxy/envoy', 'envoyproxy/envoy-gateway', false],
    ['envoy*/envoy', 'a/envoyproxy/envoy:v1', true],
  ])('matches image %s against %s: %s', (image, reference, expected) => {
    const seen = sight('kubernetes', {
      containers: [container({ image: reference, injected: true })],
    });

    expect(holds({ image }, seen)).toBe(expected);
  });

  it('holds neither as itself nor under a not where the source cannot see it', () => {
    const blind = sight('nomad', { containers: [], images: [] });

    for (const asked of [
      { protocol: 'grpc' },
      { environment: 'OTEL_*' },
      { image: 'envoy' },
    ]) {
      expect(holds(asked, blind)).toBe(false);
      expect(holds({ not: asked }, blind)).toBe(false);
    }
    expect(
      holds({ anyOf: [{ protocol: 'grpc' }, { platform: 'nomad' }] }, blind),
    ).toBe(true);
  });

  it('takes a pattern of many stars apart in no time', () => {
    const began = performance.now();
    holds(
      { cluster: '*a'.repeat(100) },
      sight('kubernetes', { cluster: 'a'.repeat(253).concat('b') }),
    );

    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('the templates', () => {
  const seen = (given: Partial<TargetSight['containers'][number]>) =>
    sight('kubernetes', { containers: [container(given)] });

  it.each([
    ['helios-to-kubernetes', sight('helios'), sight('kubernetes')],
    ['home-grown-to-kubernetes', sight('any'), sight('kubernetes')],
    ['rpc-to-grpc', seen({}), seen({ ports: [grpcPort] })],
    [
      'proxy-to-envoy',
      seen({ image: 'shop/proxy' }),
      seen({ image: 'envoyproxy/envoy:v1' }),
    ],
    [
      'untraced-to-traced',
      seen({}),
      seen({ environment: ['OTEL_EXPORTER_OTLP_ENDPOINT'] }),
    ],
  ] as const)('%s tells its sides apart', (name, old, fresh) => {
    const { from, to } = templates[name];

    expect([holds(from, old), holds(to, old)]).toEqual([true, false]);
    expect([holds(from, fresh), holds(to, fresh)]).toEqual([false, true]);
  });
});
