import type { TimelineLane } from '@landfall/backstage-plugin-fleet-common';
import { useId } from 'react';
import { percent } from './Axis';
import type { Piece } from './pieces';
import { partOf, type Span } from './span';
import { outageWords, pieceWords, type Wording } from './words';
import styles from './TimelineChart.module.css';

/** The height that a share of all fills, in pixels; the lane is a little higher. */
const FULL_PX = 30;
const LANE_PX = 40;
/** What is there at all can be seen. */
const LEAST_PX = 3;
const OUTAGE_PX = 5;

/** When a target was there, as high as what its platform carried, and when it was not available. */
export function Bands(props: {
  lane: TimelineLane;
  pieces: readonly Piece[];
  span: Span;
  wording: Wording;
}) {
  const { lane, pieces, span, wording } = props;
  const hatch = useId();
  return (
    <svg
      className={styles.bands}
      width="100%"
      height={LANE_PX}
      aria-hidden="true"
    >
      <defs>
        <pattern
          id={hatch}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" className={styles.hatchBack} />
          <rect width="2" height="6" className={styles.hatchLine} />
        </pattern>
      </defs>
      {pieces.map(piece => {
        const part = partOf(piece, span);
        if (!part) return null;
        const tall = Math.max(
          LEAST_PX,
          Math.round((piece.share ?? 1) * FULL_PX),
        );
        return (
          <rect
            key={piece.from}
            x={percent(part.start)}
            width={percent(part.width)}
            y={LANE_PX - tall}
            height={tall}
            className={bandClass(piece)}
          >
            <title>{pieceWords(wording, piece, lane.platform)}</title>
          </rect>
        );
      })}
      {lane.outages.map(outage => {
        const part = partOf(
          {
            from: Date.parse(outage.from),
            to: outage.to === null ? span.to : Date.parse(outage.to),
          },
          span,
        );
        if (!part) return null;
        return (
          <rect
            key={`${outage.from} ${outage.to ?? ''}`}
            x={percent(part.start)}
            // Seconds of three months would not be seen.
            style={{ width: `max(3px, ${percent(part.width)})` }}
            y={LANE_PX - OUTAGE_PX}
            height={OUTAGE_PX}
            className={styles.outage}
          >
            <title>{outageWords(wording, outage)}</title>
          </rect>
        );
      })}
      <Unknown lane={lane} span={span} fill={`url(#${hatch})`} />
    </svg>
  );
}

/** After the newest look nobody knows; drawn where that matters. */
function Unknown(props: { lane: TimelineLane; span: Span; fill: string }) {
  const { lane, span, fill } = props;
  if (lane.freshness === 'fresh' || lane.goneAt || !lane.seenAt) return null;
  const part = partOf({ from: Date.parse(lane.seenAt), to: span.to }, span);
  if (!part) return null;
  return (
    <rect
      x={percent(part.start)}
      width={percent(part.width)}
      y={0}
      height={LANE_PX}
      fill={fill}
    />
  );
}

function bandClass({ ready, desired }: Piece): string {
  if (ready === 0) return styles.bandEmpty;
  return desired !== null && ready < desired ? styles.bandPartly : styles.band;
}
