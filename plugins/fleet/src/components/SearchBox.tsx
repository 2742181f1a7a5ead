import { SearchField } from '@backstage/ui';
import { useEffect, useState } from 'react';
import styles from './SearchBox.module.css';

/** A search field that tells what was typed once there is a pause. */
export function SearchBox(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  pauseMs?: number;
}) {
  const { label, value, onChange, pauseMs = 250 } = props;
  const [typed, setTyped] = useState(value);
  // What is in the URL wins when it changes from elsewhere, such as "back" or a filter that is dropped.
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), pauseMs);
    return () => clearTimeout(timer);
    // Not on a new onChange: only what was typed starts the pause.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, value, pauseMs]);
  return (
    <SearchField
      aria-label={label}
      className={styles.search}
      size="small"
      placeholder={label}
      value={typed}
      onChange={setTyped}
    />
  );
}
