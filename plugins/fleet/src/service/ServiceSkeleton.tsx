import { Skeleton } from '@backstage/ui';
import { TableSkeleton } from '../components/TableSkeleton';

/** The shape of a service's tab while it is on its way. */
export function ServiceSkeleton() {
  return (
    <>
      <Skeleton width={260} height={28} />
      <Skeleton width="min(640px, 90%)" height={24} />
      <TableSkeleton rows={4} />
      <TableSkeleton rows={8} />
    </>
  );
}
