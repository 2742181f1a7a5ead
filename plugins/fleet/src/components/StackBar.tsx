import type { Tone } from './Mark';
import styles from './StackBar.module.css';

/** One part of a {@link StackBar}; `none` leaves its room empty. */
export interface StackPart {
  id: string;
  value: number;
  tone: Tone | 'none';
}

/** Parts of a whole as one bar. It only repeats what is written beside it, so it is silent to screen readers. */
export function StackBar({ parts }: { parts: StackPart[] }) {
  return (
    <div className={styles.bar} aria-hidden="true">
      {parts
        .filter(part => part.value > 0)
        .map(part => (
          <span
            key={part.id}
            className={`${styles.part} ${styles[part.tone]}`}
            style={{ flexGrow: part.value }}
          />
        ))}
    </div>
  );
}
