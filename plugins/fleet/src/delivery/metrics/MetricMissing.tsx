import type { MissingReason } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import styles from './MetricMissing.module.css';

/** A dash with the reason in short; who can mend it on hover and focus. */
export function MetricMissing({ reason }: { reason: MissingReason | null }) {
  const t = useT();
  return (
    <Hint
      text={reason ? t(`delivery.missing.${reason}`) : t('delivery.noAnswer')}
      underline
    >
      <span className={styles.missing}>
        <span aria-hidden="true">{t('common.none')} </span>
        {reason
          ? t(`delivery.missingShort.${reason}`)
          : t('delivery.noAnswerShort')}
      </span>
    </Hint>
  );
}
