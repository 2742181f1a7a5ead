import { useId } from 'react';
import { useT } from '../../components/useT';
import styles from './FormDialog.module.css';

/**
 * One field of a form with its label, its hint and what is wrong with it. Native inputs, so that a day is chosen and a choice is made in the
 * way of the viewer's own browser.
 */
export function FormField(props: {
  label: string;
  hint?: string;
  optional?: boolean;
  problem: string | undefined;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'area' | 'date' | 'url' | 'number' | 'datetime-local';
  /** Makes it a choice of one of these. */
  options?: { value: string; label: string }[];
  min?: string;
  max?: string;
}) {
  const t = useT();
  const id = useId();
  const { label, hint, problem, type = 'text', options } = props;
  const described = [
    hint ? `${id}-hint` : '',
    problem ? `${id}-problem` : '',
  ].filter(Boolean);
  const shared = {
    id,
    className: styles.input,
    value: props.value,
    'aria-invalid': problem !== undefined,
    'aria-describedby': described.join(' ') || undefined,
    'aria-required': !props.optional,
    onChange: (event: { target: { value: string } }) =>
      props.onChange(event.target.value),
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {props.optional && (
          <span className={styles.hint}> ({t('migration.acts.optional')})</span>
        )}
      </label>
      {options && (
        <select {...shared}>
          <option value="" disabled>
            {t('migration.acts.choose')}
          </option>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      {!options && type === 'area' && <textarea {...shared} rows={3} />}
      {!options && type !== 'area' && (
        <input {...shared} type={type} min={props.min} max={props.max} />
      )}
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {problem && (
        <span id={`${id}-problem`} className={styles.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}
