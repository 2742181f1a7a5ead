import type { MigrationProgress } from '@landfall/backstage-plugin-fleet-common';
import { LADDER_FROM_TOP } from './ladder';
import styles from './stageTint.module.css';

/** Services per rung as one bar, the furthest first. It only repeats what is written beside it, so it is silent to screen readers. */
export function LadderBar({
  stages,
  size = 'thin',
}: {
  stages: MigrationProgress['stages'];
  size?: 'thin' | 'thick';
}) {
  return (
    <div className={`${styles.bar} ${styles[size]}`} aria-hidden="true">
      {LADDER_FROM_TOP.filter(stage => stages[stage] > 0).map(stage => (
        <span
          key={stage}
          className={`${styles.part} ${styles[stage]}`}
          style={{ flexGrow: stages[stage] }}
        />
      ))}
    </div>
  );
}
