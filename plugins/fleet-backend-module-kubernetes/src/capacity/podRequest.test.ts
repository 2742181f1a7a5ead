import fc from 'fast-check';
import { podRequest } from './podRequest';

const asks = (cpu: unknown, more: object = {}) => ({
  resources: { requests: { cpu } },
  ...more,
});
const sidecar = { restartPolicy: 'Always' };

describe('what a pod asks for', () => {
  it('is the sum over the containers that run together', () => {
    expect(podRequest({ containers: [asks('250m'), asks('1')] })).toBe(1250);
  });

  it('is nothing where nobody asks for anything', () => {
    expect(podRequest({ containers: [{}, { resources: {} }] })).toBe(0);
    expect(podRequest({})).toBe(0);
  });

  it('is the limit of what is limited only, as the server defaults it in pods', () => {
    const limits = { cpu: '2' };
    expect(podRequest({ containers: [{ resources: { limits } }] })).toBe(2000);
    expect(
      podRequest({
        containers: [{ resources: { limits, requests: { cpu: '1' } } }],
      }),
    ).toBe(1000);
  });

  it('is that of the greatest init container, if that is more than what comes after it', () => {
    const containers = [asks('500m')];
    expect(podRequest({ containers, initContainers: [asks('2')] })).toBe(2000);
    expect(podRequest({ containers, initContainers: [asks('100m')] })).toBe(
      500,
    );
  });

  it('counts sidecars with the containers, and with the init containers after them', () => {
    const containers = [asks('500m')];
    expect(
      podRequest({ containers, initContainers: [asks('200m', sidecar)] }),
    ).toBe(700);
    // Before the sidecar: 2. With it: 0.2 + 1.9.
    expect(
      podRequest({
        containers,
        initContainers: [
          asks('2'),
          asks('200m', sidecar),
          asks('1900m'),
          asks('100m', sidecar),
        ],
      }),
    ).toBe(2100);
  });

  it('adds what running a pod takes by itself', () => {
    expect(
      podRequest({
        containers: [asks('500m')],
        initContainers: [asks('1')],
        overhead: { cpu: '250m' },
      }),
    ).toBe(1250);
  });

  it('is what is set for the pod as a whole, where that is', () => {
    expect(
      podRequest({
        containers: [asks('500m')],
        resources: { requests: { cpu: '3' } },
        overhead: { cpu: '250m' },
      }),
    ).toBe(3250);
    expect(
      podRequest({
        containers: [asks('500m')],
        resources: { requests: { memory: '1Gi' } },
      }),
    ).toBe(500);
  });

  it('is not known where a quantity cannot be read, and not taken for nothing', () => {
    expect(podRequest({ containers: [asks('500m'), asks('much')] })).toBeNull();
    expect(
      podRequest({ containers: [asks('1')], initContainers: [asks('-1')] }),
    ).toBeNull();
    expect(
      podRequest({ containers: [asks('1')], overhead: { cpu: {} } }),
    ).toBeNull();
  });

  const container = fc.record({
    cpu: fc.integer({ min: 0, max: 4_000 }),
    stays: fc.boolean(),
  });

  it('is the most that runs at one time, whatever the order of starting is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 4 }),
        fc.array(container, { maxLength: 6 }),
        fc.integer({ min: 0, max: 500 }),
        (together, starting, overhead) => {
          // Plays the start of the pod: what runs at each moment.
          let staying = 0;
          const moments = starting.map(({ cpu, stays }) => {
            if (stays) staying += cpu;
            return stays ? staying : staying + cpu;
          });
          moments.push(staying + together.reduce((sum, cpu) => sum + cpu, 0));
          expect(
            podRequest({
              containers: together.map(cpu => asks(`${cpu}m`)),
              initContainers: starting.map(({ cpu, stays }) =>
                asks(`${cpu}m`, stays ? sidecar : {}),
              ),
              overhead: { cpu: `${overhead}m` },
            }),
          ).toBe(Math.max(...moments) + overhead);
        },
      ),
    );
  });

  it('does not depend on the order of the containers that run together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 6 }),
        cpus => {
          const containers = cpus.map(cpu => asks(`${cpu}m`));
          expect(podRequest({ containers })).toBe(
            podRequest({ containers: [...containers].reverse() }),
          );
        },
      ),
    );
  });
});
