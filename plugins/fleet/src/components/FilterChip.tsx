import { ToggleButton } from '@backstage/ui';
import { useT } from './useT';
import { formatNumber } from '../format/units';
import styles from './FilterChip.module.css';

/** A count that, chosen, limits the list below to what it counts. */
export function FilterChip(props: {
  count: number;
  word: string;
  chosen: boolean;
  onChange: (chosen: boolean) => void;
}) {
  const t = useT();
  const { count, word, chosen, onChange } = props;
  return (
    <ToggleButton
      size="small"
      className={styles.chip}
      isSelected={chosen}
      onChange={onChange}
    >
      <span className={styles.count}>{formatNumber(t, count)}</span> {word}
    </ToggleButton>
  );
}
