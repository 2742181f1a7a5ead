import {
  outcomeSchema,
  rolloutClassSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../../components/useT';
import { MarkSymbol } from './MarkSymbol';
import styles from './Legend.module.css';

/** What shapes, fills and bands mean. */
export function Legend() {
  const t = useT();
  return (
    <ul className={styles.legend} aria-label={t('timeline.legend.label')}>
      {rolloutClassSchema.options.map(value => (
        <li key={value} className={styles.entry}>
          <MarkSymbol value={value} outcome="superseded" size={14} />
          {t(`common.class.${value}`)}
        </li>
      ))}
      {outcomeSchema.options.map(outcome => (
        <li key={outcome} className={styles.entry}>
          <MarkSymbol value="release" outcome={outcome} size={14} />
          {t(`common.outcome.${outcome}`)}
        </li>
      ))}
      <li className={styles.entry}>
        <span className={styles.band} />
        {t('timeline.legend.band')}
      </li>
      <li className={styles.entry}>
        <span className={`${styles.band} ${styles.partly}`} />
        {t('timeline.legend.partly')}
      </li>
      <li className={styles.entry}>
        <span className={styles.outage} />
        {t('timeline.legend.outage')}
      </li>
      <li className={styles.entry}>
        <span className={styles.unknown} />
        {t('timeline.legend.unknown')}
      </li>
    </ul>
  );
}
