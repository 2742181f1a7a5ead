import type {
  CapacityNumber,
  CompanyCapacity,
  PlatformCapacity,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { DayLine } from '../../components/DayLine';
import { useT } from '../../components/useT';
import { formatNumber, formatPercent } from '../../format/units';
import type { FleetT } from '../../translation';
import { CapacityValue } from '../CapacityValue';
import { CapacityChange } from './CapacityChange';
import { largerFirst } from './capacityRows';
import styles from './PlatformsTable.module.css';

type Ratio = CompanyCapacity['ratios'][number];

/** A platform, or how two of them compare. */
type Row = (PlatformCapacity & { id: string }) | { id: string; ratio: Ratio };

/** What is shown of a platform with its days and the window before. */
export const SHARES = [
  {
    field: 'usedOfAllocatable',
    label: 'used',
    format: formatPercent,
    amount: formatPoints,
  },
  {
    field: 'requestedOfAllocatable',
    label: 'requested',
    format: formatPercent,
    amount: formatPoints,
  },
  {
    field: 'workloadsPerNode',
    label: 'packed',
    format: formatNumber,
    amount: formatNumber,
  },
] as const;
type Share = (typeof SHARES)[number];

/** One line per platform, and one for each two of them. */
export function PlatformsTable(props: {
  platforms: readonly PlatformCapacity[];
  ratios: readonly Ratio[];
  windowDays: number;
}) {
  const t = useT();
  const { platforms, ratios, windowDays } = props;
  const rows = useMemo(
    (): Row[] => [
      ...platforms.map(one => ({ ...one, id: one.platform })),
      ...ratios
        .filter(
          one =>
            one.usedOfAllocatable.value !== null ||
            one.workloadsPerNode.value !== null,
        )
        .map(one => {
          const ratio = largerFirst(one);
          return { id: `${ratio.platform} ÷ ${ratio.to}`, ratio };
        }),
    ],
    [platforms, ratios],
  );
  const columns = useMemo(
    () => columnsOf(t, { platforms, windowDays }),
    [t, platforms, windowDays],
  );
  return (
    <DataTable<Row>
      label={t('utilisation.caption', { days: String(windowDays) })}
      columns={columns}
      rows={rows}
    />
  );
}

function columnsOf(
  t: FleetT,
  options: { platforms: readonly PlatformCapacity[]; windowDays: number },
): DataColumn<Row>[] {
  return [
    {
      id: 'platform',
      label: t('utilisation.platform'),
      isRowHeader: true,
      width: 'min(220px, 28cqi)',
      cell: row => (
        <span className={styles.place}>
          {'ratio' in row
            ? t('utilisation.ratio', {
                platform: row.ratio.platform,
                to: row.ratio.to,
              })
            : row.platform}
        </span>
      ),
    },
    ...SHARES.map(share => shareColumn(t, { ...options, share })),
    numberColumn(t, 'cores', row => row.allocatableCores),
    numberColumn(t, 'nodes', row => row.nodes),
    {
      id: 'hours',
      label: t('utilisation.hours'),
      hint: t('utilisation.hoursHint'),
      width: '110px',
      align: 'end',
      hideBelow: 'wide',
      cell: row => ('ratio' in row ? null : formatNumber(t, row.hours)),
    },
  ];
}

function numberColumn(
  t: FleetT,
  name: 'cores' | 'nodes',
  numberOf: (row: PlatformCapacity) => CapacityNumber,
): DataColumn<Row> {
  return {
    id: name,
    label: t(`utilisation.${name}`),
    ...(name === 'cores' && { hint: t('utilisation.coresHint') }),
    width: '90px',
    align: 'end',
    hideBelow: 'medium',
    cell: row =>
      'ratio' in row ? null : (
        <CapacityValue number={numberOf(row)} format={formatNumber} />
      ),
  };
}

function shareColumn(
  t: FleetT,
  options: {
    platforms: readonly PlatformCapacity[];
    windowDays: number;
    share: Share;
  },
): DataColumn<Row> {
  const { platforms, windowDays, share } = options;
  const { field, label, format, amount } = share;
  const title = t(`utilisation.${label}`);
  const max = Math.max(
    0,
    ...platforms.flatMap(one => one.days.map(day => day[field].value ?? 0)),
  );
  return {
    id: label,
    label: title,
    hint: t(`utilisation.${label}Hint`),
    ...(label === 'requested' && { hideBelow: 'narrow' as const }),
    cell: row => {
      if ('ratio' in row) {
        return field === 'requestedOfAllocatable' ? null : (
          <CapacityValue number={row.ratio[field]} format={times} />
        );
      }
      return (
        <span className={styles.cell}>
          <span className={styles.number}>
            <span className={styles.value}>
              <CapacityValue number={row[field]} format={format} />
            </span>
            {row[field].value !== null && (
              <CapacityChange
                value={row[field].value}
                previous={row.previous?.[field].value ?? null}
                format={format}
                amount={amount}
                windowDays={windowDays}
              />
            )}
          </span>
          <DayLine
            what={t('utilisation.lineOf', {
              what: title,
              platform: row.platform,
            })}
            days={row.days.map(day => ({
              day: day.day,
              value: day[field].value,
            }))}
            format={value => format(t, value)}
            max={max}
          />
        </span>
      );
    },
  };
}

/** How far two shares are apart: per cent of per cent would be mistaken for it. */
function formatPoints(t: FleetT, difference: number): string {
  const value = formatNumber(t, 100 * difference);
  return value === formatNumber(t, 1)
    ? t('delivery.change.onePoint')
    : t('delivery.change.points', { value });
}

function times(t: FleetT, value: number): string {
  return t('utilisation.times', { value: formatNumber(t, value) });
}
