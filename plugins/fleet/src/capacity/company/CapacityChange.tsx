import { VisuallyHidden } from '@backstage/ui';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import type { FleetT } from '../../translation';
import styles from './PlatformsTable.module.css';

/** "▲ 3 points": how a share moved against the window before. It judges nothing: whether more is better depends on how near the platform is to its limits. */
export function CapacityChange(props: {
  value: number;
  /** Null where there is nothing to compare with. */
  previous: number | null;
  format: (t: FleetT, value: number) => string;
  /** Writes how far apart two values are. */
  amount: (t: FleetT, difference: number) => string;
  windowDays: number;
}) {
  const t = useT();
  const { value, previous, format } = props;
  const days = String(props.windowDays);
  if (previous === null) {
    return (
      <Hint text={t('utilisation.change.unknownHint', { days })}>
        <span className={styles.change}>{t('utilisation.change.unknown')}</span>
      </Hint>
    );
  }
  const before = format(t, previous);
  const amount = props.amount(t, Math.abs(value - previous));
  const words = t('utilisation.change.words', { before, days });
  return (
    <Hint text={words}>
      <span className={styles.change} aria-hidden="true">
        {before === format(t, value)
          ? t('utilisation.change.same')
          : t(`utilisation.change.${value > previous ? 'up' : 'down'}`, {
              amount,
            })}
      </span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </Hint>
  );
}
