import { Button, Select } from '@backstage/ui';
import {
  decisionKindSchema,
  migrationHealthSchema,
  sideStateSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { FilterSelect } from '../../components/FilterSelect';
import { SearchBox } from '../../components/SearchBox';
import { useT } from '../../components/useT';
import { sideWord, stageWord } from '../../sentences/standing';
import { activeReviewFilters, STANDING_SORTS } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { LADDER } from '../components/ladder';
import type { SeenValues } from './useSeenValues';
import styles from './StandingFilters.module.css';

/** Filters and order of a migration's services; all are in the URL. */
export function StandingFilters(props: {
  view: ReviewViewState;
  seen: SeenValues;
}) {
  const t = useT();
  const { view, seen } = props;
  const { filters, setFilters } = view;
  return (
    <div
      role="search"
      aria-label={t('migrations.filters.label')}
      className={styles.bar}
    >
      <SearchBox
        label={t('migrations.filters.text')}
        value={filters.text}
        onChange={text => setFilters({ text }, { replace: true })}
      />
      <FilterSelect
        name={t('migrations.filters.stage')}
        options={LADDER.map(value => ({ value, label: stageWord(t, value) }))}
        chosen={filters.stage}
        onChange={values =>
          setFilters({ stage: LADDER.filter(one => values.includes(one)) })
        }
      />
      <FilterSelect
        name={t('migrations.filters.side')}
        options={sideStateSchema.options.map(value => ({
          value,
          label: sideWord(t, value),
        }))}
        chosen={filters.side}
        onChange={values =>
          setFilters({
            side: sideStateSchema.options.filter(one => values.includes(one)),
          })
        }
      />
      <FilterSelect
        name={t('migrations.filters.health')}
        options={migrationHealthSchema.options.map(value => ({
          value,
          label: t(`migrations.health.${value}`),
        }))}
        chosen={filters.health}
        onChange={values =>
          setFilters({
            health: migrationHealthSchema.options.filter(one =>
              values.includes(one),
            ),
          })
        }
      />
      <FilterSelect
        name={t('migrations.filters.decision')}
        options={decisionKindSchema.options.map(value => ({
          value,
          label: t(`migrations.decision.${value}`),
        }))}
        chosen={filters.decision}
        onChange={values =>
          setFilters({
            decision: decisionKindSchema.options.filter(one =>
              values.includes(one),
            ),
          })
        }
      />
      {(['wave', 'tier', 'system', 'domain', 'platform', 'cluster'] as const)
        // One value alone is no choice.
        .filter(name => seen[name].length > 1 || filters[name].length > 0)
        .map(name => (
          <FilterSelect
            key={name}
            name={t(`migrations.filters.${name}`)}
            options={seen[name]}
            chosen={filters[name]}
            searchable={seen[name].length > 10}
            onChange={values => setFilters({ [name]: values })}
          />
        ))}
      {activeReviewFilters(filters).length > 0 && (
        <Button size="small" variant="tertiary" onPress={view.clearFilters}>
          {t('migrations.filters.clear')}
        </Button>
      )}
      <Select
        className={styles.sort}
        size="small"
        aria-label={t('migrations.filters.sort')}
        options={STANDING_SORTS.map(value => ({
          value,
          label: t(`migrations.sort.${value}`),
        }))}
        value={view.sort}
        onChange={key => {
          const sort = STANDING_SORTS.find(one => one === key);
          if (sort) view.setSort(sort);
        }}
      />
    </div>
  );
}
