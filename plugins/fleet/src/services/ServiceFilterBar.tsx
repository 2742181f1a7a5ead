import { Button, Select, ToggleButton } from '@backstage/ui';
import {
  outcomeSchema,
  readinessSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { RiErrorWarningLine } from '@remixicon/react';
import { FilterSelect } from '../components/FilterSelect';
import { SearchBox } from '../components/SearchBox';
import { readinessWord } from '../components/words';
import { useT } from '../components/useT';
import { activeFilters, SERVICE_SORTS } from '../url/serviceQuery';
import type { ServiceViewState } from '../url/useServiceView';
import type { SeenPlaces } from './useSeenPlaces';
import styles from './ServiceFilterBar.module.css';

/** Filters and order of a list of services; both are in the URL. */
export function ServiceFilterBar({
  view,
  places,
}: {
  view: ServiceViewState;
  places: SeenPlaces;
}) {
  const t = useT();
  const { filters, setFilters } = view;
  const readiness = readinessSchema.options.map(value => ({
    value,
    label: readinessWord(t, value),
  }));
  const outcomes = outcomeSchema.options.map(value => ({
    value,
    label: t(`common.outcome.${value}`),
  }));
  const named = (['platform', 'cluster', 'environment'] as const).filter(
    // One value alone is no choice.
    name => places[name].length > 1 || filters[name].length > 0,
  );
  return (
    <div
      role="search"
      aria-label={t('team.filters.label')}
      className={styles.bar}
    >
      <SearchBox
        label={t('team.filters.text')}
        value={filters.text}
        onChange={text => setFilters({ text }, { replace: true })}
      />
      <ToggleButton
        size="small"
        className={styles.toggle}
        iconStart={<RiErrorWarningLine />}
        isSelected={filters.attention}
        onChange={attention => setFilters({ attention })}
      >
        {t('team.filters.attention')}
      </ToggleButton>
      <FilterSelect
        name={t('team.filters.readiness')}
        options={readiness}
        chosen={filters.readiness}
        onChange={values =>
          setFilters({
            readiness: readinessSchema.options.filter(one =>
              values.includes(one),
            ),
          })
        }
      />
      <FilterSelect
        name={t('team.filters.outcome')}
        options={outcomes}
        chosen={filters.outcome}
        onChange={values =>
          setFilters({
            outcome: outcomeSchema.options.filter(one => values.includes(one)),
          })
        }
      />
      {named.map(name => (
        <FilterSelect
          key={name}
          name={t(`team.filters.${name}`)}
          options={places[name].map(value => ({ value, label: value }))}
          chosen={filters[name]}
          searchable={places[name].length > 10}
          onChange={values => setFilters({ [name]: values })}
        />
      ))}
      {activeFilters(filters).length > 0 && (
        <Button size="small" variant="tertiary" onPress={view.clearFilters}>
          {t('team.filters.clear')}
        </Button>
      )}
      <Select
        className={styles.sort}
        size="small"
        aria-label={t('team.filters.sort')}
        options={SERVICE_SORTS.map(value => ({
          value,
          label: t(`common.sort.${value}`),
        }))}
        value={view.sort}
        onChange={key => {
          const sort = SERVICE_SORTS.find(one => one === key);
          if (sort) view.setSort(sort);
        }}
      />
    </div>
  );
}
