import type { PlatformCapacity } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { useT } from '../../components/useT';
import { formatDay } from '../../format/times';
import { formatNumber } from '../../format/units';
import { CapacityValue } from '../CapacityValue';
import { SHARES } from './PlatformsTable';

type Row = PlatformCapacity['days'][number] & { id: string; platform: string };

/** The table behind the lines: each day of each platform, newest first. */
export function CapacityDays({
  platforms,
}: {
  platforms: readonly PlatformCapacity[];
}) {
  const t = useT();
  const rows = useMemo(
    () =>
      platforms
        .flatMap(({ platform, days }) =>
          days.map(
            (day): Row => ({ ...day, platform, id: `${day.day} ${platform}` }),
          ),
        )
        .sort(
          (a, b) =>
            b.day.localeCompare(a.day) || a.platform.localeCompare(b.platform),
        ),
    [platforms],
  );
  const columns: DataColumn<Row>[] = [
    {
      id: 'day',
      label: t('utilisation.day'),
      isRowHeader: true,
      cell: row => formatDay(t, row.day),
    },
    {
      id: 'platform',
      label: t('utilisation.platform'),
      isRowHeader: true,
      cell: row => row.platform,
    },
    ...SHARES.map(
      ({ field, label, format }): DataColumn<Row> => ({
        id: label,
        label: t(`utilisation.${label}`),
        hint: t(`utilisation.${label}Hint`),
        align: 'end',
        cell: row => <CapacityValue number={row[field]} format={format} />,
      }),
    ),
    {
      id: 'hours',
      label: t('utilisation.hours'),
      hint: t('utilisation.hoursHint'),
      align: 'end',
      hideBelow: 'medium',
      cell: row => formatNumber(t, row.hours),
    },
  ];
  return (
    <DataTable<Row>
      label={t('utilisation.daysCaption')}
      columns={columns}
      rows={rows}
      minWidth={560}
    />
  );
}
