import { useEffect, useState } from 'react';
import styles from './Waiting.module.css';

/** Says what is being waited for, once it takes longer than a second. Keeps its line from the start, so that nothing jumps. */
export function Waiting({
  what,
  afterMs = 1000,
}: {
  what: string;
  afterMs?: number;
}) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return (
    <p className={styles.waiting} role="status">
      {late ? what : ' '}
    </p>
  );
}
