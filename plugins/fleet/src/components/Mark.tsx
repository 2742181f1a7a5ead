import type { ReactElement } from 'react';
import { Hint } from './Hint';
import styles from './Mark.module.css';

/** How a state is tinted. Colour only repeats what symbol and word say. */
export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'quiet';

/** A state: symbol, word and tint, with its definition on hover and focus. */
export function Mark(props: {
  tone: Tone;
  icon: ReactElement;
  word: string;
  hint?: string;
  /** Within something that can be focused itself. */
  passive?: boolean;
}) {
  const { tone, icon, word, hint, passive } = props;
  return (
    <Hint text={hint} className={styles.hint} passive={passive}>
      <span className={`${styles.mark} ${styles[tone]}`}>
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
        <span className={styles.word}>{word}</span>
      </span>
    </Hint>
  );
}
