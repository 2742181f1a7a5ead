import type { ServiceCapacity } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../components/DataTable';
import { DayLine } from '../components/DayLine';
import { useT } from '../components/useT';
import { formatNumber, formatPercent } from '../format/units';
import type { FleetT } from '../translation';
import { CapacityValue } from './CapacityValue';
import { Replicas } from './Replicas';
import styles from './CapacityTable.module.css';

type Row = ServiceCapacity & { id: string };

/** One line per platform: cores used and requested, their shares, replicas, requests. */
export function CapacityTable(props: {
  capacity: readonly ServiceCapacity[];
  windowDays: number;
}) {
  const t = useT();
  const rows = useMemo(
    () => props.capacity.map(one => ({ ...one, id: one.platform })),
    [props.capacity],
  );
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <DataTable<Row>
      label={t('capacity.caption', { days: String(props.windowDays) })}
      columns={columns}
      rows={rows}
    />
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'platform',
      label: t('capacity.platform'),
      isRowHeader: true,
      cell: row => row.platform,
    },
    {
      id: 'used',
      label: t('capacity.used'),
      hint: t('capacity.usedHint'),
      align: 'end',
      cell: row => (
        <CapacityValue number={row.usedCores} format={formatNumber} />
      ),
    },
    {
      id: 'requested',
      label: t('capacity.requested'),
      hint: t('capacity.requestedHint'),
      align: 'end',
      cell: row => (
        <CapacityValue number={row.requestedCores} format={formatNumber} />
      ),
    },
    {
      id: 'usedOfRequested',
      label: t('capacity.usedOfRequested'),
      hint: t('capacity.usedOfRequestedHint'),
      align: 'end',
      cell: row => (
        <CapacityValue number={row.usedOfRequested} format={formatPercent} />
      ),
    },
    {
      id: 'trend',
      label: t('capacity.trend'),
      hint: t('capacity.trendHint'),
      width: '18%',
      hideBelow: 'wide',
      cell: ({ platform, days }) => (
        <DayLine
          what={t('capacity.lineOf', { platform })}
          days={days.map(({ day, usedOfRequested: { value } }) => ({
            day,
            value,
          }))}
          format={value => formatPercent(t, value)}
        />
      ),
    },
    {
      id: 'ofAllocatable',
      label: t('capacity.ofAllocatable'),
      hint: t('capacity.ofAllocatableHint'),
      align: 'end',
      hideBelow: 'medium',
      cell: row => (
        <>
          <CapacityValue
            number={row.requestedOfAllocatable}
            format={formatPercent}
          />
          {row.allocatableOf !== null && (
            <span className={styles.note}>
              {row.allocatableOf === 'nodes'
                ? t('capacity.ofNodes')
                : t('capacity.ofPlatform')}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'replicas',
      label: t('capacity.replicas'),
      hint: t('capacity.replicasHint'),
      align: 'end',
      hideBelow: 'narrow',
      cell: row => <Replicas capacity={row} />,
    },
    {
      id: 'requests',
      label: t('capacity.requests'),
      hint: t('capacity.requestsHint'),
      align: 'end',
      hideBelow: 'narrow',
      cell: row => (
        <CapacityValue number={row.requestsPerSecond} format={perSecond} />
      ),
    },
  ];
}

function perSecond(t: FleetT, value: number): string {
  return t('capacity.perSecond', { value: formatNumber(t, value) });
}
