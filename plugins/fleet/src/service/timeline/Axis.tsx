import { useMemo } from 'react';
import { useT } from '../../components/useT';
import { dayIn } from '../../format/calendar';
import { formatDay, formatMonth, formatTime } from '../../format/times';
import type { FleetT } from '../../translation';
import { placeOf, type Span } from './span';
import { ticksOf, type Tick } from './ticks';
import styles from './TimelineChart.module.css';

/** What a label needs, in pixels. */
const LABEL_PX = 90;

/** Lines at the days, weeks or months of a zone's calendar, over all lanes, with their names below. */
export function Axis(props: { span: Span; timeZone: string; width: number }) {
  const t = useT();
  const { timeZone, width } = props;
  const { from, to } = props.span;
  const span = useMemo(() => ({ from, to }), [from, to]);
  const most = Math.max(2, Math.floor(width / LABEL_PX));
  const ticks = useMemo(
    () => ticksOf(span, { timeZone, most }),
    [span, timeZone, most],
  );
  return (
    <>
      {ticks.map(tick => (
        <span
          key={tick.at}
          className={styles.tick}
          style={{ left: percent(placeOf(tick.at, span)) }}
        >
          <span
            className={`${styles.tickLabel} ${edgeClass(
              placeOf(tick.at, span) * width,
              width,
            )}`}
          >
            {labelOf(t, tick, timeZone)}
          </span>
        </span>
      ))}
    </>
  );
}

/** A label at an edge stays within the chart. */
function edgeClass(left: number, width: number): string {
  if (left < LABEL_PX / 3) return styles.atStart;
  return width - left < LABEL_PX / 3 ? styles.atEnd : '';
}

/** As CSS writes a part of the whole. */
export function percent(place: number): string {
  return `${(place * 100).toFixed(3)}%`;
}

function labelOf(t: FleetT, { at, label }: Tick, timeZone: string): string {
  const day = dayIn(timeZone, at);
  switch (label) {
    case 'time':
    case 'again':
      return formatTime(t, new Date(at).toISOString(), {
        timeZone,
        named: label === 'again',
      });
    case 'day':
      return formatDay(t, day);
    default:
      return formatMonth(t, day);
  }
}
