import { VisuallyHidden } from '@backstage/ui';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { changeOf, changeWords, type Compared } from './change';
import styles from './ChangeMark.module.css';

const ARROWS = { up: '▲', down: '▼', same: '=' } as const;

/** "▼ 18% better": how a metric moved against the window before. Colour only repeats the word. */
export function ChangeMark(
  props: Omit<Compared, 'previous'> & {
    /** Null where there is nothing to compare with. */
    previous: number | null;
    windowDays: number;
  },
) {
  const t = useT();
  const { previous, windowDays } = props;
  if (previous === null) {
    return (
      <Hint
        text={t('delivery.change.unknownHint', { days: String(windowDays) })}
        underline
      >
        <span className={styles.change}>{t('delivery.change.unknown')}</span>
      </Hint>
    );
  }
  const compared = { ...props, previous };
  const change = changeOf(t, compared);
  const words = changeWords(t, compared);
  return (
    <Hint text={words}>
      <span
        className={`${styles.change} ${styles[change.judgement]}`}
        aria-hidden="true"
      >
        <span className={styles.arrow}>{ARROWS[change.direction]}</span>
        {change.judgement === 'same'
          ? t('delivery.change.same')
          : `${change.amount} ${t(`delivery.change.${change.judgement}`)}`}
      </span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </Hint>
  );
}
