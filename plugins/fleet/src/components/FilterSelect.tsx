import { Select } from '@backstage/ui';
import { useT } from './useT';
import styles from './FilterSelect.module.css';

/** A filter that takes any of several values. */
export function FilterSelect(props: {
  name: string;
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (values: string[]) => void;
  /** A field to search in, for long lists. */
  searchable?: boolean;
}) {
  const t = useT();
  const { name, options, chosen, onChange, searchable = false } = props;
  return (
    <Select
      aria-label={name}
      className={styles.select}
      size="small"
      selectionMode="multiple"
      placeholder={name}
      options={options}
      value={chosen}
      onChange={keys => onChange(keys.map(String))}
      {...(searchable && { search: { placeholder: t('common.search') } })}
    />
  );
}
