import type {
  ChangePart,
  MetricChange,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { SubjectCell } from './SubjectCell';
import { howOf, influenceOf, leadOf, sideOf } from './words';
import styles from './WhatChanged.module.css';

type Row = ChangePart & { id: string };

/** What made a number another one: the two numbers, and the parts with the most influence, each leading to its evidence. Or why nothing is told. */
export function WhatChanged(props: {
  change: MetricChange;
  isStale: boolean;
  /** The portal's, in which days are cut. */
  timeZone: string;
}) {
  const t = useT();
  const { change, isStale, timeZone } = props;
  const { unexplained, windowDays, rest } = change;
  const rows = useMemo(
    () => change.parts.map((one, index) => ({ ...one, id: `part-${index}` })),
    [change.parts],
  );
  const lead = leadOf(t, change);
  return (
    <>
      {lead && <p className={styles.lead}>{lead}</p>}
      <p className={styles.text}>
        {unexplained === null
          ? howOf(t, change)
          : t(`delivery.changed.unexplained.${unexplained}`, {
              days: String(windowDays),
            })}
      </p>
      {rows.length > 0 && (
        <DataTable<Row>
          label={t('delivery.changed.caption', {
            metric: t(`delivery.metric.${change.metric}`),
          })}
          columns={columnsOf(t, { change, timeZone })}
          rows={rows}
          isStale={isStale}
        />
      )}
      {rest.parts > 0 && (
        <p className={`${styles.quiet} ${styles.rest}`}>
          {rest.influence === null
            ? t('delivery.changed.rest', { count: rest.parts })
            : t('delivery.changed.restTogether', {
                count: rest.parts,
                influence: influenceOf(t, rest.influence, change),
              })}
        </p>
      )}
    </>
  );
}

function columnsOf(
  t: FleetT,
  options: { change: MetricChange; timeZone: string },
): DataColumn<Row>[] {
  const { change, timeZone } = options;
  const { windowDays } = change;
  const now = (row: Row) => sideOf(t, row, change);
  const then = (row: Row) =>
    sideOf(t, { of: row.of, value: row.previous, n: row.previousN }, change);
  const none = <Missing reason={t('delivery.changed.notInIt')} />;
  return [
    {
      id: 'what',
      label: t('delivery.changed.what'),
      isRowHeader: true,
      cell: row => (
        <>
          <SubjectCell
            part={row}
            metric={change.metric}
            windowDays={windowDays}
            timeZone={timeZone}
          />
          <span className={`${styles.compact} ${styles.quiet}`}>
            {formatSides(t, now(row), then(row))}
          </span>
        </>
      ),
    },
    {
      id: 'now',
      label: t('delivery.changed.now', { days: String(windowDays) }),
      width: '22%',
      hideBelow: 'narrow',
      cell: row => now(row) ?? none,
    },
    {
      id: 'before',
      label: t('delivery.changed.before', { days: String(windowDays) }),
      width: '22%',
      hideBelow: 'narrow',
      cell: row => then(row) ?? none,
    },
    {
      id: 'influence',
      label: t('delivery.changed.influence'),
      hint: t(`delivery.changed.influenceHint.${change.how}`),
      width: 'min(140px, 32cqi)',
      align: 'end',
      cell: row => influenceOf(t, row.influence, change),
    },
  ];
}

/** Both sides on one line, where there is no room for columns. */
function formatSides(t: FleetT, now?: string, then?: string): string {
  if (now && then) return t('delivery.changed.sides', { now, then });
  return now
    ? t('delivery.changed.came', { now })
    : t('delivery.changed.left', { then: then ?? formatNumber(t, 0) });
}
