import { instant } from '@landfall/backstage-plugin-fleet-common';
import { observationSchema } from '@landfall/backstage-plugin-fleet-node';
import { HourBook, type ClusterSample, type TargetSample } from './hourBook';

const HOUR = 3_600_000;
const at = (hours: number) => instant(Math.round(hours * HOUR));

const target = (sample: Partial<TargetSample> = {}): TargetSample => ({
  target: {
    platform: 'kubernetes',
    cluster: 'prod-eu',
    namespace: 'shop',
    workloadKind: 'Deployment',
    workload: 'cart',
  },
  requested: 1_500,
  allocatable: 8_000,
  replicas: { min: 3, max: 3 },
  autoscaled: false,
  ...sample,
});
const cluster = (sample: Partial<ClusterSample> = {}): ClusterSample => ({
  requested: 4_000,
  allocatable: 16_000,
  nodes: 2,
  workloads: 5,
  ...sample,
});
const unknown: ClusterSample = {
  requested: null,
  allocatable: null,
  nodes: null,
  workloads: null,
};

const newBook = (firstMs = HOUR) =>
  new HourBook({ cluster: 'prod-eu', firstMs });

describe('the hours of a cluster', () => {
  it('are told when they are over, each once, whole and as the ledger takes them', () => {
    const book = newBook();
    const sample = { targets: [target()], cluster: cluster() };
    expect(book.add(sample, at(10))).toEqual([]);
    expect(book.add(sample, at(10.9))).toEqual([]);
    const rows = book.add(sample, at(11));
    expect(rows).toEqual([
      {
        kind: 'usage',
        key: `usage/shop/Deployment/cart/${at(10)}`,
        version: 1,
        at: at(10),
        ended: true,
        endedAt: at(11),
        target: target().target,
        body: {
          platform: null,
          cpuUsedCores: null,
          cpuRequestedCores: 1.5,
          requestsPerSecond: null,
          cpuAllocatableCores: 8,
          minReplicas: 3,
          maxReplicas: 3,
          autoscaled: false,
        },
      },
      {
        kind: 'capacity',
        key: `capacity/${at(10)}`,
        version: 1,
        at: at(10),
        ended: true,
        endedAt: at(11),
        body: {
          platform: 'kubernetes',
          cluster: 'prod-eu',
          cpuUsedCores: null,
          cpuRequestedCores: 4,
          cpuAllocatableCores: 16,
          nodes: 2,
          workloads: 5,
        },
      },
    ]);
    for (const row of rows) observationSchema.parse(row);
    expect(book.add(sample, at(11.5))).toEqual([]);
  });

  it('tell the mean of what was seen, and the least and the greatest number of replicas', () => {
    const book = newBook();
    for (const [hour, requested, replicas, autoscaled] of [
      [10, 1_000, { min: 2, max: 2 }, null],
      [10.2, 3_000, { min: 6, max: 6 }, null],
      [10.4, null, { min: 2, max: 10 }, true],
    ] as const) {
      book.add(
        {
          targets: [target({ requested, replicas, autoscaled })],
          cluster: cluster({ nodes: hour === 10 ? 2 : 3 }),
        },
        at(hour),
      );
    }
    const [usage, capacity] = book.add(
      { targets: [], cluster: unknown },
      at(11),
    );
    expect(usage.body).toMatchObject({
      cpuRequestedCores: 2,
      minReplicas: 2,
      maxReplicas: 10,
      autoscaled: true,
    });
    expect(capacity.body).toMatchObject({ nodes: 8 / 3 });
  });

  it('say nothing of what nobody knows, and no zero for it', () => {
    const book = newBook();
    const told = target({
      requested: null,
      allocatable: null,
      autoscaled: null,
    });
    book.add({ targets: [told], cluster: unknown }, at(10));
    const rows = book.add({ targets: [], cluster: unknown }, at(11));
    expect(rows).toHaveLength(1);
    expect(rows[0].body).toMatchObject({
      cpuRequestedCores: null,
      cpuAllocatableCores: null,
      autoscaled: null,
    });
  });

  it('need not be over for the first, of which the first minutes count, and what comes later', () => {
    const book = newBook(HOUR / 20);
    const later = target({ target: { ...target().target, workload: 'late' } });
    book.add({ targets: [target()], cluster: cluster() }, at(10.5));
    expect(
      book.add({ targets: [target()], cluster: cluster() }, at(10.52)),
    ).toEqual([]);
    const early = book.add(
      { targets: [target()], cluster: cluster() },
      at(10.56),
    );
    expect(early).toMatchObject([
      { kind: 'usage', at: at(10), ended: true, endedAt: at(10.56) },
      { kind: 'capacity', at: at(10), ended: true, endedAt: at(10.56) },
    ]);
    expect(
      book.add(
        { targets: [target({ requested: 9_000 }), later], cluster: cluster() },
        at(10.9),
      ),
    ).toEqual([]);
    const sample = { targets: [target(), later], cluster: cluster() };
    expect(book.add(sample, at(11))).toMatchObject([
      { target: later.target, at: at(10), endedAt: at(11) },
    ]);
    // The next is told when it is over, as a whole.
    expect(book.add(sample, at(11.9))).toEqual([]);
    expect(book.add(sample, at(12))).toHaveLength(3);
  });

  it('are left out where nobody looked', () => {
    const book = newBook();
    const sample = { targets: [target()], cluster: cluster() };
    book.add(sample, at(10.5));
    const rows = book.add(sample, at(14.5));
    expect(rows.map(row => row.at)).toEqual([at(10), at(10)]);
  });

  it('are not told anew by a clock that was set back', () => {
    const book = newBook();
    const sample = { targets: [target()], cluster: cluster() };
    book.add(sample, at(10.5));
    expect(book.add(sample, at(11))).toHaveLength(2);
    expect(book.add(sample, at(10.9))).toEqual([]);
    expect(book.add(sample, at(11.2))).toEqual([]);
  });
});
