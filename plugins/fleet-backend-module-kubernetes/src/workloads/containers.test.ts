import fc from 'fast-check';
import { containerFactsSchema } from '@landfall/backstage-plugin-fleet-node';
import { testProjection } from '../testing/projection';
import { containersOf, runningContainers } from './containers';

const projection = testProjection();
const main = { name: 'main', image: 'shop/cart:1' };
const proxy = { name: 'istio-proxy', image: 'istio/proxyv2:1.24' };
const specOf = (...containers: object[]) =>
  containersOf({ containers }, projection);
const running = (
  template: ReturnType<typeof specOf>,
  pods: ReturnType<typeof specOf>[],
  before: ReturnType<typeof runningContainers> = [],
) => runningContainers({ template, pods, before });

describe('the containers of a specification', () => {
  it('are those that run beside each other, with ports and names of variables', () => {
    const spec = {
      initContainers: [
        { name: 'migrate', image: 'shop/migrate:1', env: [{ name: 'ONCE' }] },
        { name: 'agent', image: 'shop/agent:1', restartPolicy: 'Always' },
      ],
      containers: [
        {
          ...main,
          ports: [
            { containerPort: 8080, name: 'http-metrics' },
            { containerPort: 9090, protocol: 'UDP' },
          ],
          env: [
            { name: 'MODE', value: 'secret-value' },
            {
              name: 'API_KEY',
              valueFrom: { secretKeyRef: { name: 'secret-name', key: 'k' } },
            },
            { name: 'MODE', value: 'again' },
          ],
          envFrom: [{ configMapRef: { name: 'others' } }],
        },
      ],
    };
    const found = containersOf(spec, projection);
    expect(found).toEqual([
      {
        container: 'main',
        image: 'shop/cart:1',
        ports: [
          { port: 8080, name: 'http-metrics', protocol: 'http' },
          { port: 9090, name: '', protocol: '' },
        ],
        environment: ['API_KEY', 'MODE'],
      },
      { container: 'agent', image: 'shop/agent:1', ports: [], environment: [] },
    ]);
    expect(JSON.stringify(found)).not.toContain('secret-');
  });

  it('always fit into an observation, whatever the cluster says', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('x', 'x'.repeat(2_000)),
    );
    const many = fc.array(
      fc.record(
        {
          name: odd,
          image: odd,
          restartPolicy: fc.constantFrom('Always', 'Never', 1),
          env: fc.oneof(
            odd,
            fc.array(fc.record({ name: fc.oneof(odd, fc.string()) })),
          ),
          ports: fc.oneof(
            odd,
            fc.array(
              fc.record({
                containerPort: fc.oneof(odd, fc.integer(), fc.double()),
                name: odd,
              }),
            ),
          ),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 70 },
    );
    fc.assert(
      fc.property(
        fc.oneof(odd, fc.record({ containers: many, initContainers: many })),
        fc.oneof(odd, fc.record({ containers: many })),
        (template, pod) => {
          const found = running(containersOf(template, projection), [
            containersOf(pod, projection),
          ]);
          expect(found.length).toBeLessThanOrEqual(64);
          for (const facts of found) containerFactsSchema.parse(facts);
        },
      ),
    );
  });

  it('are cut where there are more than an observation takes', () => {
    const [facts] = specOf({
      ...main,
      ports: Array.from({ length: 100 }, (_, i) => ({ containerPort: i + 1 })),
      env: Array.from({ length: 1_000 }, (_, i) => ({ name: `V${i}` })),
    });
    expect(facts.ports).toHaveLength(64);
    expect(facts.environment).toHaveLength(512);
  });
});

describe('the containers that run', () => {
  const template = specOf({ ...main, env: [{ name: 'MODE' }] });
  const authored = { ...template[0], injected: false };

  it('are those of the template where there are no pods', () => {
    expect(running(template, [])).toEqual([authored]);
  });

  it('are with what was injected, once, as the newest pod has it', () => {
    const pods = ['1.23', '1.24'].map(version =>
      specOf(main, { ...proxy, image: `istio/proxyv2:${version}` }),
    );
    expect(running(template, pods)).toEqual([
      authored,
      {
        container: 'istio-proxy',
        image: 'istio/proxyv2:1.24',
        injected: true,
        ports: [],
        environment: [],
      },
    ]);
  });

  it('have the ports and variables that an agent added to the author’s container', () => {
    const pod = specOf({
      ...main,
      image: 'mirror.example/shop/cart:1',
      ports: [{ containerPort: 4317, name: 'grpc-otlp' }],
      env: [{ name: 'OTEL_SERVICE_NAME' }],
    });
    expect(running(template, [pod])).toEqual([
      {
        ...authored,
        ports: [{ port: 4317, name: 'grpc-otlp', protocol: 'grpc' }],
        environment: ['MODE', 'OTEL_SERVICE_NAME'],
      },
    ]);
  });

  it('keep what was injected while no pod can tell, and no longer', () => {
    const before = running(template, [specOf(main, proxy)]);
    expect(running(template, [], before)).toEqual(before);
    expect(running(template, [specOf(main)], before)).toEqual([authored]);
  });

  it('count as the author’s once the author takes them over', () => {
    const before = running(template, [specOf(main, proxy)]);
    expect(
      running(specOf(main, proxy), [], before).map(({ injected }) => injected),
    ).toEqual([false, false]);
  });
});
