import type { AttentionReason } from '@landfall/backstage-plugin-fleet-common';
import { AttentionMark } from '../components/marks';
import { useT } from '../components/useT';
import styles from './AttentionList.module.css';

/** All reasons why somebody should look at a service; nothing if there is none. */
export function AttentionList({ reasons }: { reasons: AttentionReason[] }) {
  const t = useT();
  if (reasons.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('team.filters.attention')}>
      {reasons.map(reason => (
        <li key={reason} className={styles.item}>
          <AttentionMark reason={reason} />
        </li>
      ))}
    </ul>
  );
}
