import { Button } from '@backstage/ui';
import { RiHistoryLine } from '@remixicon/react';
import { useEffect, useId, useState } from 'react';
import { Hint } from '../../components/Hint';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';
import { dayIn, endOfDayIn } from '../../format/calendar';
import { formatExact } from '../../format/times';
import styles from './AsOf.module.css';

/** Chooses the day of which to show what was known at its end. */
export function AsOfPicker(props: {
  /** The moment that is shown. */
  asOf: string;
  /** The portal's, whose days they are. */
  timeZone: string;
  /** Before it there is nothing to see; null if that is not known. */
  since: string | null;
  onChange: (at: string | undefined) => void;
}) {
  const t = useT();
  const { asOf, timeZone, since, onChange } = props;
  const id = useId();
  const shown = dayIn(timeZone, asOf);
  const today = dayIn(timeZone, Date.now());
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);

  // Not while somebody types a year: only days that exist and lie in between.
  const choose = (input: HTMLInputElement) => {
    setTyped(input.value);
    if (!input.value || !input.validity.valid) return;
    onChange(
      input.value === today ? undefined : endOfDayIn(timeZone, input.value),
    );
  };
  return (
    <span className={styles.picker}>
      <label htmlFor={id}>
        <Hint text={t('migrations.head.asOfHint')} underline passive>
          {t('migrations.head.asOf')}
        </Hint>
      </label>
      <input
        id={id}
        className={styles.input}
        type="date"
        value={typed}
        min={since ? dayIn(timeZone, since) : undefined}
        max={today}
        onChange={event => choose(event.currentTarget)}
        onBlur={() => setTyped(shown)}
      />
    </span>
  );
}

/** Says that what is shown is of the past, and leads back. */
export function PastNotice(props: { asOf: string; onBack: () => void }) {
  const t = useT();
  return (
    <StateBox
      icon={<RiHistoryLine />}
      tone="warn"
      compact
      title={t('migrations.past.title', { at: formatExact(t, props.asOf) })}
      action={
        <Button size="small" variant="secondary" onPress={props.onBack}>
          {t('migrations.past.back')}
        </Button>
      }
    >
      <p>{t('migrations.past.body')}</p>
    </StateBox>
  );
}
