import { RiFlaskLine } from '@remixicon/react';
import { Mark } from './Mark';
import { useT } from './useT';
import styles from './DemoMark.module.css';

/** Says quietly and always that made-up data is among what is shown. */
export function DemoMark({ demo }: { demo: boolean }) {
  const t = useT();
  if (!demo) return null;
  return (
    <span className={styles.demo}>
      <Mark
        tone="quiet"
        icon={<RiFlaskLine size={14} />}
        word={t('common.demo')}
        hint={t('common.demoHint')}
      />
    </span>
  );
}
