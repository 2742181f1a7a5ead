import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import { withoutSharedNodes } from './sharedNodes';
import { usageHour } from './testing';

const target = (workload: string, cluster = 'prod-eu') =>
  targetKey({
    platform: 'kubernetes',
    cluster,
    namespace: 'shop',
    workloadKind: 'Deployment',
    workload,
  });
const told = (part: string | null, allocatable: number, ago = 0) =>
  usageHour({ part, allocatable, requested: 1, ago });
const allocatableOf = (hours: ReturnType<typeof told>[]) =>
  withoutSharedNodes(hours).map(({ values }) => values.allocatable);

describe('what the nodes of several targets can give', () => {
  it('is not known within one cluster, as they may be the same nodes', () => {
    const hours = [told(target('api'), 8), told(target('worker'), 8)];
    expect(allocatableOf(hours)).toEqual([null, null]);
    expect(withoutSharedNodes(hours)[0].values.requested).toBe(1);
  });

  it('stays over several clusters and hours, and for a service as a whole', () => {
    expect(
      allocatableOf([
        told(target('api'), 8),
        told(target('api', 'prod-us'), 16),
        told(target('worker'), 8, 1),
        told(null, 32),
      ]),
    ).toEqual([8, 16, 8, 32]);
  });

  it('stays where two tell of one and the same target', () => {
    expect(
      allocatableOf([told(target('api'), 8), told(target('api'), 12)]),
    ).toEqual([8, 12]);
  });

  it('stays where only one of them tells it', () => {
    const { values, ...worker } = told(target('worker'), 8);
    expect(
      allocatableOf([
        told(target('api'), 8),
        { ...worker, values: { ...values, allocatable: null } },
      ]),
    ).toEqual([8, null]);
  });
});
