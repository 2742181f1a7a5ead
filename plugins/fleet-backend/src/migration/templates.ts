/** The migrations that Landfall knows by itself: what a definition leaves out is taken from here. */
import type {
  MigrationTemplate,
  Signal,
} from '@landfall/backstage-plugin-fleet-common';

/** What a template fills in. */
export interface Template {
  from: Signal;
  to: Signal;
  /** What people call both sides. */
  fromTitle: string;
  toTitle: string;
  /** Name of the technology, by which its maturity is found. */
  technology: { name: string; link: string };
}

const kubernetes: Signal = { platform: 'kubernetes' };
const grpc: Signal = { protocol: ['grpc', 'grpc-*', 'grpcs'] };
const envoy: Signal = {
  image: ['envoyproxy/envoy', 'envoyproxy/envoy-*', 'istio/proxyv2'],
};
const traced: Signal = {
  anyOf: [
    { annotation: 'sidecar.opentelemetry.io/inject' },
    { annotation: 'instrumentation.opentelemetry.io/inject-java' },
    { annotation: 'instrumentation.opentelemetry.io/inject-nodejs' },
    { annotation: 'instrumentation.opentelemetry.io/inject-python' },
    { annotation: 'instrumentation.opentelemetry.io/inject-dotnet' },
    { annotation: 'instrumentation.opentelemetry.io/inject-go' },
    { annotation: 'instrumentation.opentelemetry.io/inject-sdk' },
    { annotation: 'sidecar.jaegertracing.io/inject' },
    {
      environment: [
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
        'OTEL_TRACES_EXPORTER',
        'JAEGER_*',
      ],
    },
  ],
};

/** Every template. */
export const templates: Readonly<Record<MigrationTemplate, Template>> = {
  'helios-to-kubernetes': {
    from: { platform: 'helios' },
    to: kubernetes,
    fromTitle: 'Helios',
    toTitle: 'Kubernetes',
    technology: { name: 'Kubernetes', link: 'https://kubernetes.io' },
  },
  'home-grown-to-kubernetes': {
    from: { not: kubernetes },
    to: kubernetes,
    fromTitle: 'Home-grown platform',
    toTitle: 'Kubernetes',
    technology: { name: 'Kubernetes', link: 'https://kubernetes.io' },
  },
  'rpc-to-grpc': {
    from: { not: grpc },
    to: grpc,
    fromTitle: 'In-house RPC',
    toTitle: 'gRPC',
    technology: { name: 'gRPC', link: 'https://grpc.io' },
  },
  'proxy-to-envoy': {
    from: { not: envoy },
    to: envoy,
    fromTitle: 'In-house proxy',
    toTitle: 'Envoy',
    technology: { name: 'Envoy', link: 'https://www.envoyproxy.io' },
  },
  'untraced-to-traced': {
    from: { not: traced },
    to: traced,
    fromTitle: 'Untraced',
    toTitle: 'Traced',
    technology: { name: 'OpenTelemetry', link: 'https://opentelemetry.io' },
  },
};
