import { startCluster, waitFor, type Cluster } from 'testbed';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { configOf, watch, type Watching } from './testing/watching';

jest.setTimeout(180_000);

/** Adds a sidecar and a variable to every pod in a namespace with the label, as meshes and agents for tracing do. */
const INJECTOR = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: { name: injector }
spec:
  matchConstraints:
    namespaceSelector: { matchLabels: { mesh: 'on' } }
    resourceRules:
      - { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }
  failurePolicy: Fail
  reinvocationPolicy: Never
  mutations:
    - patchType: JSONPatch
      jsonPatch:
        expression: >-
          [
            JSONPatch{op: "add", path: "/spec/containers/-", value: Object.spec.containers{
              name: "istio-proxy",
              image: "docker.io/istio/proxyv2:1.24.0",
              ports: [Object.spec.containers.ports{name: "http-envoy-prom", containerPort: 15090}],
              env: [Object.spec.containers.env{name: "ISTIO_META", value: "hidden-value"}]
            }},
            JSONPatch{op: "add", path: "/spec/containers/0/env/-", value: Object.spec.containers.env{
              name: "OTEL_SERVICE_NAME", value: "hidden-value"
            }}
          ]
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: { name: injector }
spec: { policyName: injector }
`;

/** What a service brings that migrations look for. */
const deployment = (options: { namespace: string; replicas?: number }) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: ${options.namespace}
  annotations: { shop.example/stack: modern, shop.example/private: hidden-value }
spec:
  replicas: ${options.replicas ?? 2}
  selector: { matchLabels: { app: cart } }
  template:
    metadata:
      labels: { app: cart }
      annotations:
        instrumentation.opentelemetry.io/inject-java: 'true'
        shop.example/stack: template
        checksum/config: hidden-value
    spec:
      terminationGracePeriodSeconds: 0
      initContainers:
        - { name: migrate, image: shop/migrate:1 }
        - { name: logs, image: shop/logs:1, restartPolicy: Always }
      containers:
        - name: main
          image: shop/cart:1
          ports:
            - { name: grpc-api, containerPort: 9000 }
            - { containerPort: 9001 }
          env:
            - { name: MODE, value: hidden-value }
            - name: API_KEY
              valueFrom: { secretKeyRef: { name: keys, key: api, optional: true } }
          envFrom:
            - configMapRef: { name: many, optional: true }
`;

describe('what migrations look for in a real cluster', () => {
  let cluster: Cluster;
  let watching: Watching;
  const ledger = new MemoryLedger();

  const begin = () => {
    watching = watch({
      cluster: configOf(cluster, { annotations: ['shop.example/st*'] }),
      ledger,
    });
  };
  /** The first look comes when all was read. */
  const nextLook = () => {
    const looks = ledger.looks.length;
    return waitFor({
      what: 'a look',
      timeoutMs: 30_000,
      look: () => {
        if (watching.failure) throw watching.failure;
        return ledger.looks.length > looks || undefined;
      },
    });
  };
  const versions = (namespace: string) =>
    [...ledger.versions.values()].find(
      ([first]) =>
        first.target?.namespace === namespace && first.kind === 'presence',
    )?.length;
  const body = (namespace: string) =>
    ledger
      .newest('presence')
      .find(({ target }) => target.namespace === namespace)?.body;
  const until = (
    what: string,
    namespace: string,
    holds: (found: NonNullable<ReturnType<typeof body>>) => boolean,
  ) =>
    waitFor({
      what,
      timeoutMs: 60_000,
      look: () => {
        if (watching.failure) throw watching.failure;
        const found = body(namespace);
        return found && holds(found) ? found : undefined;
      },
      describe: () => JSON.stringify(body(namespace), null, 1),
    });

  const createNamespace = async (name: string, mesh: string) => {
    await cluster.kubectl('create', 'namespace', name);
    await cluster.kubectl('label', 'namespace', name, `mesh=${mesh}`);
    const path = `/api/v1/namespaces/${name}/serviceaccounts/default`;
    await waitFor({
      what: `the service account of ${name}`,
      timeoutMs: 30_000,
      look: async () => {
        const { status } = await cluster.api.send({ path });
        return status === 200 || undefined;
      },
    });
  };

  const authored = [
    {
      container: 'main',
      image: 'shop/cart:1',
      injected: false,
      ports: [
        { port: 9000, name: 'grpc-api', protocol: 'grpc' },
        { port: 9001, name: '', protocol: '' },
      ],
      environment: ['API_KEY', 'MODE'],
    },
    {
      container: 'logs',
      image: 'shop/logs:1',
      injected: false,
      ports: [],
      environment: [],
    },
  ];
  const withSidecar = [
    {
      ...authored[0],
      environment: ['API_KEY', 'MODE', 'OTEL_SERVICE_NAME'],
    },
    authored[1],
    {
      container: 'istio-proxy',
      image: 'docker.io/istio/proxyv2:1.24.0',
      injected: true,
      ports: [{ port: 15090, name: 'http-envoy-prom', protocol: 'http' }],
      environment: ['ISTIO_META'],
    },
  ];

  beforeAll(async () => {
    cluster = await startCluster({ name: 'signals' });
    await createNamespace('plain', 'off');
    await createNamespace('meshed', 'on');
    begin();
    await nextLook();
  });

  afterAll(async () => {
    await watching?.stop();
    await cluster?.stop();
  });

  it('are containers with ports and names of variables, and the annotations that are asked for', async () => {
    await cluster.apply(deployment({ namespace: 'plain' }));
    const found = await until('both instances', 'plain', b => b.ready === 2);
    expect(found.containers).toEqual(authored);
    expect(found.annotations).toEqual({
      'instrumentation.opentelemetry.io/inject-java': 'true',
      'shop.example/stack': 'modern',
    });
  });

  it('are sidecars that something injects into pods', async () => {
    await cluster.apply(INJECTOR);
    await cluster.apply(deployment({ namespace: 'meshed' }));
    const first = await until(
      'the deployment',
      'meshed',
      found => found.ready === 2,
    );
    // A policy takes a moment until it is heeded.
    if (first.containers.length < 3) {
      await waitFor({
        what: 'pods with a sidecar',
        timeoutMs: 60_000,
        look: async () => {
          await cluster.kubectl(
            ...['delete', 'pods', '--namespace=meshed', '--all', '--wait=true'],
          );
          await cluster.waitForRollout({ namespace: 'meshed', name: 'cart' });
          const pods = await cluster.podsOf({
            namespace: 'meshed',
            name: 'cart',
          });
          return (
            (pods.length === 2 &&
              pods.every(pod => pod.spec.containers.length === 2)) ||
            undefined
          );
        },
      });
    }
    const found = await until(
      'the sidecar',
      'meshed',
      ({ ready, containers }) => ready === 2 && containers.length === 3,
    );
    expect(found.containers).toEqual(withSidecar);
    // They are not the author's.
    expect(found.images.map(({ container }) => container)).toEqual([
      'main',
      'migrate',
      'logs',
    ]);
    expect(body('plain')?.containers).toEqual(authored);
  });

  it('are not forgotten over a restart of the portal, nor without instances', async () => {
    const before = versions('meshed');
    await watching.stop();
    begin();
    await nextLook();
    expect(versions('meshed')).toBe(before);
    await cluster.scale({ namespace: 'meshed', name: 'cart', replicas: 0 });
    const none = await until(
      'no instance',
      'meshed',
      ({ ready, desired }) => ready === 0 && desired === 0,
    );
    expect(none.containers.map(({ container }) => container)).toEqual([
      'main',
      'logs',
      'istio-proxy',
    ]);
  });

  it('hold no value, and nothing was refused', () => {
    expect(JSON.stringify([...ledger.versions])).not.toContain('hidden-value');
    expect(ledger.refused).toEqual([]);
  });
});
