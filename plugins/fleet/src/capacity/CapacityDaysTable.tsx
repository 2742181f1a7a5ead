import type { ServiceCapacity } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../components/DataTable';
import { useT } from '../components/useT';
import { formatDay } from '../format/times';
import { formatNumber, formatPercent } from '../format/units';
import type { FleetT } from '../translation';
import { CapacityValue } from './CapacityValue';
import { Replicas } from './Replicas';

type Row = ServiceCapacity['days'][number] & { id: string; platform: string };

/** The table behind the lines: each day of a service on each platform, newest first. */
export function CapacityDaysTable({
  capacity,
}: {
  capacity: readonly ServiceCapacity[];
}) {
  const t = useT();
  const rows = useMemo(
    () =>
      capacity
        .flatMap(({ platform, days }) =>
          days.map(
            (day): Row => ({ ...day, platform, id: `${day.day} ${platform}` }),
          ),
        )
        .sort(
          (a, b) =>
            b.day.localeCompare(a.day) || a.platform.localeCompare(b.platform),
        ),
    [capacity],
  );
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <DataTable<Row>
      label={t('capacity.daysCaption')}
      columns={columns}
      rows={rows}
      minWidth={560}
    />
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'day',
      label: t('capacity.day'),
      isRowHeader: true,
      cell: row => formatDay(t, row.day),
    },
    {
      id: 'platform',
      label: t('capacity.platform'),
      isRowHeader: true,
      cell: row => row.platform,
    },
    {
      id: 'used',
      label: t('capacity.used'),
      align: 'end',
      cell: row => (
        <CapacityValue number={row.usedCores} format={formatNumber} />
      ),
    },
    {
      id: 'requested',
      label: t('capacity.requested'),
      align: 'end',
      cell: row => (
        <CapacityValue number={row.requestedCores} format={formatNumber} />
      ),
    },
    {
      id: 'usedOfRequested',
      label: t('capacity.usedOfRequested'),
      align: 'end',
      cell: row => (
        <CapacityValue number={row.usedOfRequested} format={formatPercent} />
      ),
    },
    {
      id: 'ofAllocatable',
      label: t('capacity.ofAllocatable'),
      align: 'end',
      cell: row => (
        <CapacityValue
          number={row.requestedOfAllocatable}
          format={formatPercent}
        />
      ),
    },
    {
      id: 'replicas',
      label: t('capacity.replicas'),
      align: 'end',
      cell: row => <Replicas capacity={row} />,
    },
  ];
}
