import { Skeleton } from '@backstage/ui';
import { Panel } from '../../components/Frame';
import styles from './MigrationsPage.module.css';

/** The shape of the list of migrations while it is on its way. */
export function MigrationsSkeleton() {
  return (
    <div className={styles.list} aria-hidden="true">
      {['first', 'second'].map(one => (
        <Panel key={one}>
          <div className={styles.body}>
            <div className={styles.words}>
              <Skeleton width={220} height={24} />
              <Skeleton width="80%" height={20} />
              <Skeleton width="50%" height={16} />
              <Skeleton width="100%" height={14} />
            </div>
            <Skeleton width="100%" height={56} />
          </div>
        </Panel>
      ))}
    </div>
  );
}
