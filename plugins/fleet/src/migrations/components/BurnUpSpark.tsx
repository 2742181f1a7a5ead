import type { BurnUpPoint } from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../../components/useT';
import { burnUpSentence } from '../../sentences/migration';
import styles from './BurnUpSpark.module.css';

const WIDTH = 220;
const HEIGHT = 56;

/** Scope and done as two small lines; says its numbers to those who cannot see it. */
export function BurnUpSpark({ points }: { points: BurnUpPoint[] }) {
  const t = useT();
  if (points.length < 2) return null;
  const label = burnUpSentence(t, points);
  const max = Math.max(1, ...points.map(point => point.scope));
  const from = Date.parse(points[0].day);
  const span = Math.max(1, Date.parse(points[points.length - 1].day) - from);
  const line = (of: 'scope' | 'done') =>
    points
      .map(point => {
        const x = ((Date.parse(point.day) - from) / span) * WIDTH;
        const y = HEIGHT - 1 - (point[of] / max) * (HEIGHT - 2);
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(' ');
  return (
    <svg
      role="img"
      aria-label={t('migrations.burnUp.small', { summary: label })}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={styles.spark}
    >
      <title>{label}</title>
      <polygon
        className={styles.area}
        points={`0,${HEIGHT} ${line('done')} ${WIDTH},${HEIGHT}`}
      />
      <polyline className={styles.scope} points={line('scope')} />
      <polyline className={styles.done} points={line('done')} />
    </svg>
  );
}
