import { Skeleton } from '@backstage/ui';
import { Panel } from '../../components/Frame';
import { TableSkeleton } from '../../components/TableSkeleton';
import styles from './ReviewMeta.module.css';

/** The shape of a review while its numbers are on their way. */
export function ReviewSkeleton() {
  return (
    <>
      <Skeleton width={260} height={28} />
      <Skeleton width="min(720px, 90%)" height={24} />
      <Skeleton width="min(520px, 80%)" height={16} />
      <div className={styles.picture} aria-hidden="true">
        <Panel>
          <Skeleton width="100%" height={324} />
        </Panel>
        <Panel>
          <Skeleton width="100%" height={324} />
        </Panel>
      </div>
      <TableSkeleton rows={6} />
      <TableSkeleton rows={12} />
    </>
  );
}
