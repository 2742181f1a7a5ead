import { CopyButton } from './CopyButton';
import styles from './CodeBlock.module.css';

/** Text to put somewhere as it is, with a button that copies it. */
export function CodeBlock({
  text,
  copyLabel,
}: {
  text: string;
  copyLabel?: string;
}) {
  return (
    <div className={styles.block}>
      <pre className={styles.code}>
        <code>{text}</code>
      </pre>
      <div className={styles.copy}>
        <CopyButton text={text} label={copyLabel} />
      </div>
    </div>
  );
}
