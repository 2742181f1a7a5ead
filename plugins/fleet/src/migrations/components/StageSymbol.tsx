import type { Stage } from '@landfall/backstage-plugin-fleet-common';
import styles from './stageTint.module.css';

/** How much of the circle each rung fills, in parts of the whole; what is not begun is only an outline. */
const FILLED: Record<Stage, number> = {
  not_started: 0,
  planned: 0,
  ready: 0.25,
  side_by_side: 0.5,
  shifting: 0.625,
  validating: 0.8,
  migrated: 1,
  retired: 1,
};

const CENTRE = 8;
const RADIUS = 6;

/** A rung of the ladder as a circle that fills: dashed, empty with a dot, a quarter, … full, full with a tick. Silent: the word stands beside it. */
export function StageSymbol({
  stage,
  size = 16,
}: {
  stage: Stage;
  size?: number;
}) {
  return (
    <svg
      className={`${styles.symbol} ${styles[stage]}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      <circle
        cx={CENTRE}
        cy={CENTRE}
        r={RADIUS}
        fill={FILLED[stage] === 1 ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.6"
        strokeDasharray={stage === 'not_started' ? '2.2 2.5' : undefined}
      />
      {stage === 'planned' && (
        <circle cx={CENTRE} cy={CENTRE} r="1.8" fill="currentColor" />
      )}
      {FILLED[stage] > 0 && FILLED[stage] < 1 && (
        <path d={sector(FILLED[stage])} fill="currentColor" />
      )}
      {stage === 'retired' && (
        <path
          d="M5 8.3 7.2 10.5 11 6"
          fill="none"
          stroke="var(--bui-bg-app)"
          strokeWidth="1.8"
        />
      )}
    </svg>
  );
}

/** The part of a circle from the top on, clockwise. */
function sector(share: number): string {
  const angle = share * 2 * Math.PI;
  const x = CENTRE + RADIUS * Math.sin(angle);
  const y = CENTRE - RADIUS * Math.cos(angle);
  const large = share > 0.5 ? 1 : 0;
  return `M${CENTRE} ${CENTRE}V${
    CENTRE - RADIUS
  }A${RADIUS} ${RADIUS} 0 ${large} 1 ${x.toFixed(2)} ${y.toFixed(2)}Z`;
}
