import { digestOfImage, protocolOfPortName } from './conventions';

it.each([
  ['grpc', 'grpc'],
  ['grpc-api', 'grpc'],
  ['grpc-web', 'grpc-web'],
  ['grpc-web-api', 'grpc-web'],
  ['grpc-website', 'grpc'],
  ['GRPC', 'grpc'],
  ['http-metrics', 'http'],
  ['http2', 'http2'],
  ['https', 'https'],
  ['hermes-rpc', 'hermes'],
  ['', ''],
])('reads the protocol of a port called "%s" as "%s"', (name, protocol) => {
  expect(protocolOfPortName(name)).toBe(protocol);
});

it.each([
  [
    `docker-pullable://shop/cart@sha256:${'b'.repeat(64)}`,
    `sha256:${'b'.repeat(64)}`,
  ],
  [`sha256:${'c'.repeat(64)}`, undefined],
  ['', undefined],
])('reads the digest of %s as %s', (id, digest) => {
  expect(digestOfImage(id)).toBe(digest);
});
