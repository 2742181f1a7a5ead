/** The migrations that Landfall knows by itself: what a definition leaves out is taken from here. */
import type {
  MigrationTemplate,
  Signal,
  ValidationRule,
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
  /** What has to be shown before a service counts as migrated. */
  validation: readonly ValidationRule[];
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

/** A day covers what recurs daily, such as the peak and nightly jobs. */
const soak: ValidationRule = { rule: 'soak', hours: 24 };
/** Where everything under a service changes, it must have carried its load there. */
const newGround: readonly ValidationRule[] = [{ rule: 'load_test' }, soak];

/** Every template. */
export const templates: Readonly<Record<MigrationTemplate, Template>> = {
  'helios-to-kubernetes': {
    from: { platform: 'helios' },
    to: kubernetes,
    fromTitle: 'Helios',
    toTitle: 'Kubernetes',
    technology: { name: 'Kubernetes', link: 'https://kubernetes.io' },
    validation: newGround,
  },
  'home-grown-to-kubernetes': {
    from: { not: kubernetes },
    to: kubernetes,
    fromTitle: 'Home-grown platform',
    toTitle: 'Kubernetes',
    technology: { name: 'Kubernetes', link: 'https://kubernetes.io' },
    validation: newGround,
  },
  'rpc-to-grpc': {
    from: { not: grpc },
    to: grpc,
    fromTitle: 'In-house RPC',
    toTitle: 'gRPC',
    technology: { name: 'gRPC', link: 'https://grpc.io' },
    validation: [soak],
  },
  'proxy-to-envoy': {
    from: { not: envoy },
    to: envoy,
    fromTitle: 'In-house proxy',
    toTitle: 'Envoy',
    technology: { name: 'Envoy', link: 'https://www.envoyproxy.io' },
    validation: newGround,
  },
  'untraced-to-traced': {
    from: { not: traced },
    to: traced,
    fromTitle: 'Untraced',
    toTitle: 'Traced',
    technology: { name: 'OpenTelemetry', link: 'https://opentelemetry.io' },
    // That traces arrive is the whole of it: nothing that serves requests changes.
    validation: [],
  },
};
