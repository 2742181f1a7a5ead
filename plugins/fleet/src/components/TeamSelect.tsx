import { Select } from '@backstage/ui';
import { useTeams } from '../data/useFleetQuery';
import { shortName } from '../format/entities';
import styles from './TeamSelect.module.css';
import { useT } from './useT';

const TEAMS = 200;
const ALL = '*';

/** A filter that takes one team, or all of them; found by typing a part of its name. */
export function TeamSelect(props: {
  chosen: string | undefined;
  /** Empty for all. */
  onChange: (team: string) => void;
}) {
  const t = useT();
  const { chosen, onChange } = props;
  const { data } = useTeams({ limit: TEAMS });
  const known = (data?.items ?? []).map(({ ref, title }) => ({
    value: ref,
    label: title,
  }));
  const options = [
    { value: ALL, label: t('deployments.filters.allTeams') },
    ...known,
    ...(chosen && !known.some(({ value }) => value === chosen)
      ? [{ value: chosen, label: shortName(chosen) }]
      : []),
  ];
  return (
    <Select
      aria-label={t('deployments.filters.team')}
      className={styles.team}
      size="small"
      options={options}
      value={chosen ?? ALL}
      onChange={key => onChange(key === ALL ? '' : String(key))}
      search={{ placeholder: t('deployments.filters.searchTeam') }}
    />
  );
}
