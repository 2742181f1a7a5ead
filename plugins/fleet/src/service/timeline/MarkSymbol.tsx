import type {
  Outcome,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import styles from './MarkSymbol.module.css';

/** A circle, a diamond, a triangle that points back, a bar: the shape tells what kind of change it was. */
const SHAPES: Record<RolloutClass, string> = {
  release: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11Z',
  config: 'M8 1.5 14.5 8 8 14.5 1.5 8Z',
  rollback: 'M13 2.2V13.8L2 8Z',
  restart: 'M5.5 2h5v12h-5Z',
};

/** A deployment: its shape is its class, its fill is how it ended, which colour only repeats. Silent: words stand beside it. */
export function MarkSymbol({
  value,
  outcome,
  size = 16,
}: {
  value: RolloutClass;
  outcome: Outcome;
  size?: number;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className={`${styles.symbol} ${styles[outcome]}`}
      aria-hidden="true"
    >
      <path d={SHAPES[value]} className={styles.shape} />
      {outcome === 'failed' && (
        <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" className={styles.cross} />
      )}
      {outcome === 'in_progress' && (
        <path d="M8 5.5v5M5.5 8h5" className={styles.plus} />
      )}
    </svg>
  );
}
