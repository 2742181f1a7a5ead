import { Box, Skeleton } from '@backstage/ui';
import { TableSkeleton } from '../../components/TableSkeleton';
import styles from './TeamSummaryRow.module.css';

/** The shape of a team dashboard while its numbers are on their way. */
export function TeamSkeleton() {
  return (
    <>
      <Skeleton width={320} height={28} />
      <Skeleton width="min(640px, 90%)" height={24} />
      <Box bg="neutral" className={styles.row}>
        {['deployments', 'trend', 'readiness', 'platforms'].map(part => (
          <div key={part} className={styles.part}>
            <Skeleton width="60%" height={14} />
            <Skeleton width="40%" height={28} />
            <Skeleton width="90%" height={22} />
          </div>
        ))}
      </Box>
      <TableSkeleton rows={8} />
    </>
  );
}
