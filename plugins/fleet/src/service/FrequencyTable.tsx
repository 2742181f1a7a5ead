import type {
  Frequency,
  ServiceDetail,
} from '@landfall/backstage-plugin-fleet-common';
import {
  RiArrowDownSLine,
  RiArrowUpSLine,
  RiSubtractLine,
} from '@remixicon/react';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../components/DataTable';
import { Hint } from '../components/Hint';
import { Missing } from '../components/Missing';
import { PerWeek } from '../components/PerWeek';
import { WeekBars } from '../components/WeekBars';
import { useT } from '../components/useT';
import { formatDay } from '../format/times';
import { formatDuration, formatNumber } from '../format/units';
import type { FleetT } from '../translation';
import styles from './FrequencyTable.module.css';

type Row = Frequency & { id: string };

/** How often a service is deployed, over each window, with the trend of its weeks. */
export function FrequencyTable({ service }: { service: ServiceDetail }) {
  const t = useT();
  const rows = useMemo(
    () =>
      service.frequencies.map(one => ({ ...one, id: String(one.windowDays) })),
    [service.frequencies],
  );
  const columns = useMemo(() => columnsOf(t), [t]);
  const longest = rows.at(-1);
  return (
    <>
      {longest && longest.weeks.length > 0 && (
        <div className={styles.trend}>
          <WeekBars weeks={longest.weeks} height={32} />
          {longest.observedSince && (
            <span className={styles.quiet}>
              {t('service.frequency.observedSince', {
                day: formatDay(t, longest.observedSince),
              })}
            </span>
          )}
        </div>
      )}
      <DataTable<Row>
        label={t('service.frequency.caption')}
        columns={columns}
        rows={rows}
      />
    </>
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'window',
      label: t('common.window'),
      isRowHeader: true,
      width: '25%',
      cell: row => t('common.windowDays', { count: row.windowDays }),
    },
    {
      id: 'perWeek',
      label: t('service.frequency.perWeek'),
      hint: t('service.frequency.perWeekHint'),
      align: 'end',
      cell: row => (
        <PerWeek frequency={row}>
          <Rate frequency={row} />
        </PerWeek>
      ),
    },
    {
      id: 'deployments',
      label: t('service.frequency.deployments'),
      hint: t('service.frequency.deploymentsHint'),
      align: 'end',
      cell: row => formatNumber(t, row.deployments),
    },
    {
      id: 'gap',
      label: t('service.frequency.gap'),
      hint: t('service.frequency.gapHint'),
      align: 'end',
      cell: row =>
        row.medianGapSeconds === null ? (
          <Missing reason={t('service.frequency.needTwo')} />
        ) : (
          formatDuration(t, row.medianGapSeconds)
        ),
    },
    {
      id: 'days',
      label: t('service.frequency.daysPerWeek'),
      hint: t('service.frequency.daysPerWeekHint'),
      align: 'end',
      cell: row =>
        row.medianDaysPerWeek === null ? (
          <Missing reason={t('service.frequency.needWeek')} />
        ) : (
          formatNumber(t, row.medianDaysPerWeek)
        ),
    },
  ];
}

/** Deployments per week, and whether that is more or less than in the window before. */
function Rate({ frequency }: { frequency: Frequency }) {
  const t = useT();
  const { perWeek, previousPerWeek } = frequency;
  if (perWeek === null) return null;
  return (
    <span className={styles.number}>
      {formatNumber(t, perWeek)}
      <Change now={perWeek} before={previousPerWeek} />
    </span>
  );
}

function Change({ now, before }: { now: number; before: number | null }) {
  const t = useT();
  if (before === null) return null;
  const word = changeWord(t, now, before);
  return (
    <Hint
      text={`${word}: ${formatNumber(t, before)} ${t(
        'service.frequency.perWeek',
      )}`}
    >
      <span className={styles.change} role="img" aria-label={word}>
        {now > before && <RiArrowUpSLine size={14} />}
        {now < before && <RiArrowDownSLine size={14} />}
        {now === before && <RiSubtractLine size={14} />}
      </span>
    </Hint>
  );
}

function changeWord(t: FleetT, now: number, before: number): string {
  if (now === before) return t('service.frequency.same');
  return now > before ? t('service.frequency.up') : t('service.frequency.down');
}
