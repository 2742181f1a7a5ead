import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import type { ReactElement } from 'react';
import {
  Area,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useT } from '../../components/useT';
import { dayIn } from '../../format/calendar';
import { formatDate, formatMonth } from '../../format/times';
import { formatNumber } from '../../format/units';
import {
  dayAt,
  monthTicks,
  timeSpan,
  toChartPoints,
  type ChartPoint,
} from './burnUpData';
import styles from './BurnUpChart.module.css';

const SCOPE = 'var(--bui-fg-secondary)';
const MIGRATED = 'var(--bui-fg-announcement)';
const DONE = 'var(--bui-fg-positive)';
const RECONSTRUCTED = '3 4';
const MARGIN = { top: 18, right: 24, bottom: 0, left: 0 };
const TEXT = { fill: 'var(--bui-fg-primary)', fontSize: 12 };

/** What the chart draws. */
export interface BurnUpChartProps {
  review: Pick<
    MigrationReview,
    'burnUp' | 'migration' | 'asOf' | 'live' | 'timeZone'
  >;
  /** Fixed, for paper; on the screen it takes the width that there is. */
  size?: { width: number; height: number };
}

/** The burn-up: scope, at least migrated and done over time, the target dates, today, and the room that is kept for the forecast. */
export default function BurnUpChart({ review, size }: BurnUpChartProps) {
  return size ? (
    <Drawing review={review} {...size} />
  ) : (
    <ResponsiveContainer width="100%" height="100%">
      <Drawing review={review} />
    </ResponsiveContainer>
  );
}

function Drawing({
  review,
  ...size
}: {
  review: BurnUpChartProps['review'];
  width?: number;
  height?: number;
}) {
  const t = useT();
  const { migration, asOf, live, timeZone } = review;
  const points = toChartPoints(review.burnUp);
  const today = dayAt(dayIn(timeZone, asOf));
  const target = dayAt(migration.target);
  const span = timeSpan(points, { today, target });
  const slipped = migration.originalTarget !== migration.target;
  return (
    <ComposedChart {...size} data={points} margin={MARGIN} accessibilityLayer>
      <ReferenceArea
        x1={today}
        x2={span[1]}
        fill="var(--bui-bg-neutral-2)"
        fillOpacity={0.6}
        label={{
          ...TEXT,
          value: t('migrations.burnUp.forecast'),
          position: 'insideBottom',
          fill: 'var(--bui-fg-secondary)',
        }}
      />
      <XAxis
        dataKey="at"
        type="number"
        scale="time"
        domain={span}
        ticks={monthTicks(span)}
        tickFormatter={(at: number) =>
          formatMonth(t, new Date(at).toISOString().slice(0, 10))
        }
        tick={TEXT}
        minTickGap={16}
        stroke="var(--bui-border-2)"
      />
      <YAxis
        width={48}
        tick={TEXT}
        tickFormatter={(value: number) => formatNumber(t, value)}
        allowDecimals={false}
        stroke="var(--bui-border-2)"
      />
      {!size.width && <Tooltip content={renderTooltip} />}
      <Area
        dataKey="done"
        stroke="none"
        fill={DONE}
        fillOpacity={0.16}
        isAnimationActive={false}
        activeDot={false}
        tooltipType="none"
      />
      {drawLine('scope', SCOPE, { width: 1.5 })}
      {drawLine('migratedReconstructed', MIGRATED, { dash: RECONSTRUCTED })}
      {drawLine('migrated', MIGRATED)}
      {drawLine('doneReconstructed', DONE, { dash: RECONSTRUCTED })}
      {drawLine('done', DONE, { width: 2.5 })}
      <ReferenceLine
        x={today}
        stroke="var(--bui-fg-primary)"
        label={{
          ...TEXT,
          value: t(live ? 'migrations.burnUp.today' : 'migrations.burnUp.asOf'),
          position: 'top',
        }}
      />
      {slipped && (
        <ReferenceLine
          x={dayAt(migration.originalTarget)}
          stroke="var(--bui-fg-warning)"
          strokeDasharray="2 4"
        />
      )}
      <ReferenceLine
        x={target}
        stroke="var(--bui-fg-warning)"
        strokeWidth={1.5}
        label={{
          ...TEXT,
          value: t('migrations.burnUp.target'),
          position: 'top',
        }}
      />
    </ComposedChart>
  );
}

function drawLine(
  name: keyof ChartPoint,
  stroke: string,
  options: { dash?: string; width?: number } = {},
): ReactElement {
  return (
    <Line
      key={name}
      dataKey={name}
      type="linear"
      stroke={stroke}
      strokeWidth={options.width ?? 2}
      strokeDasharray={options.dash}
      dot={false}
      isAnimationActive={false}
    />
  );
}

function renderTooltip(props: {
  active?: boolean;
  payload?: readonly { payload?: ChartPoint }[];
}) {
  const point = props.payload?.[0]?.payload;
  return props.active && point ? <Day point={point} /> : null;
}

function Day({ point }: { point: ChartPoint }) {
  const t = useT();
  const rows = [
    { word: t('migrations.burnUp.scope'), value: point.scope },
    {
      word: t('migrations.burnUp.migrated'),
      value: point.migrated ?? point.migratedReconstructed,
    },
    {
      word: t('migrations.burnUp.done'),
      value: point.done ?? point.doneReconstructed,
    },
  ];
  return (
    <div className={styles.tooltip}>
      <div className={styles.day}>{formatDate(t, point.day)}</div>
      {rows.map(({ word, value }) => (
        <div key={word} className={styles.row}>
          <span>{word}</span>
          <span className={styles.value}>
            {value === null ? t('common.none') : formatNumber(t, value)}
          </span>
        </div>
      ))}
      {point.reconstructed && <div>{t('migrations.burnUp.reconstructed')}</div>}
    </div>
  );
}
