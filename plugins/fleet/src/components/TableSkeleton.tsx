import { Skeleton } from '@backstage/ui';
import { Panel } from './Frame';
import styles from './TableSkeleton.module.css';

/** The shape of a table while its rows are on their way. */
export function TableSkeleton({ rows }: { rows: number }) {
  return (
    <Panel flush>
      <div aria-hidden="true">
        {Array.from({ length: rows }, (_, index) => `row-${index}`).map(row => (
          <div key={row} className={styles.row}>
            <Skeleton width="18%" height={14} />
            <Skeleton width="12%" height={14} />
            <Skeleton width="24%" height={14} />
            <Skeleton width="16%" height={14} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
