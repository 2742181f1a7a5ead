import type {
  CapacityNumber,
  Target,
  TargetRuntime,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { Replicas } from '../../capacity/Replicas';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { Instances } from '../Instances';
import { Counted } from './Counted';
import { Images } from './Images';
import styles from './RuntimeTable.module.css';

type Row = { id: string; target: Target; runtime: TargetRuntime };

/** One line per target: images, instances, cores, who scales it, restarts, what was done by hand. */
export function RuntimeTable(props: {
  targets: readonly Target[];
  runtime: readonly TargetRuntime[];
  windowDays: number;
}) {
  const { targets, runtime, windowDays } = props;
  const t = useT();
  const rows = useMemo(() => rowsOf(targets, runtime), [targets, runtime]);
  const columns = useMemo(() => columnsOf(t, windowDays), [t, windowDays]);
  return (
    <DataTable<Row>
      label={t('service.runtime.caption', { days: String(windowDays) })}
      columns={columns}
      rows={rows}
    />
  );
}

function rowsOf(
  targets: readonly Target[],
  runtime: readonly TargetRuntime[],
): Row[] {
  const known = new Map(runtime.map(one => [one.target, one]));
  return targets.flatMap(target => {
    const one = known.get(target.target);
    return one ? [{ id: target.target, target, runtime: one }] : [];
  });
}

function columnsOf(t: FleetT, windowDays: number): DataColumn<Row>[] {
  return [
    {
      id: 'target',
      label: t('service.runtime.place'),
      isRowHeader: true,
      cell: ({ target }) => (
        <>
          {target.cluster}
          <span className={styles.note} title={target.workloadKind}>
            {target.namespace}/{target.workload}
          </span>
        </>
      ),
    },
    {
      id: 'images',
      label: t('service.runtime.images'),
      hideBelow: 'medium',
      width: '24%',
      cell: ({ target }) => <Images images={target.images} />,
    },
    {
      id: 'instances',
      label: t('service.runtime.instances'),
      hint: t('service.runtime.instancesHint'),
      align: 'end',
      cell: ({ target }) => <Instances target={target} />,
    },
    {
      id: 'requested',
      label: t('service.runtime.requested'),
      hint: t('service.runtime.requestedHint'),
      align: 'end',
      cell: ({ runtime }) => <Cores number={runtime.requestedCores} />,
    },
    {
      id: 'used',
      label: t('service.runtime.used'),
      hint: t('service.runtime.usedHint'),
      align: 'end',
      hideBelow: 'narrow',
      cell: ({ runtime }) => <Cores number={runtime.usedCores} />,
    },
    {
      id: 'replicas',
      label: t('service.runtime.replicas'),
      hint: t('service.runtime.replicasHint'),
      align: 'end',
      hideBelow: 'narrow',
      cell: ({ runtime }) => <Scaling runtime={runtime} />,
    },
    {
      id: 'restarts',
      label: t('service.runtime.restarts'),
      hint: t('service.runtime.restartsHint'),
      align: 'end',
      cell: ({ runtime }) => (
        <Counted
          count={runtime.restarts}
          since={runtime.countedSince}
          windowDays={windowDays}
          notes={troublesOf(t, runtime)}
        />
      ),
    },
    {
      id: 'byHand',
      label: t('service.runtime.byHand'),
      hint: t('service.runtime.byHandHint'),
      align: 'end',
      hideBelow: 'narrow',
      cell: ({ runtime }) => (
        <Counted
          count={runtime.byHand}
          since={runtime.countedSince}
          windowDays={windowDays}
        />
      ),
    },
  ];
}

function Cores({ number }: { number: CapacityNumber }) {
  const t = useT();
  return number.value === null ? (
    <Missing reason={t('service.runtime.notTold')} />
  ) : (
    <>{t('service.runtime.cores', { value: formatNumber(t, number.value) })}</>
  );
}

function Scaling({ runtime }: { runtime: TargetRuntime }) {
  const t = useT();
  const { minReplicas, maxReplicas } = runtime;
  return minReplicas.value === null && maxReplicas.value === null ? (
    <Missing reason={t('service.runtime.notTold')} />
  ) : (
    <Replicas capacity={runtime} />
  );
}

/** What is worse than a restart, as far as it happened. */
function troublesOf(
  t: FleetT,
  { outOfMemory, crashLoops }: TargetRuntime,
): string[] {
  return [
    ...(outOfMemory
      ? [
          t('service.runtime.outOfMemory', {
            count: formatNumber(t, outOfMemory),
          }),
        ]
      : []),
    ...(crashLoops
      ? [t('service.runtime.crashLoops', { count: crashLoops })]
      : []),
  ];
}
