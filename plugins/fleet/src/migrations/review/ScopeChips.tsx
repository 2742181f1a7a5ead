import { Button, Link } from '@backstage/ui';
import { RiCloseLine } from '@remixicon/react';
import { isRef } from '../../format/entities';
import { useFleetPaths } from '../../components/paths';
import { useT } from '../../components/useT';
import { NO_REVIEW_FILTERS, SCOPE_FILTERS } from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { filterWords } from './filterWords';
import styles from './ScopeChips.module.css';

/** To what the whole page is limited, each to be dropped; nothing where it shows the whole migration. */
export function ScopeChips(props: {
  view: ReviewViewState;
  titles: ReadonlyMap<string, string>;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const { view, titles } = props;
  const { filters } = view;
  const active = SCOPE_FILTERS.filter(name => filters[name]?.length);
  if (active.length === 0) return null;
  const isTeam = filters.team && isRef(filters.team);
  return (
    <div className={styles.chips}>
      <span>{t('migrations.filters.scopeLabel')}</span>
      {active.map(name => {
        const filter = filterWords(t, filters, { name, titles });
        return (
          <Button
            key={name}
            size="small"
            variant="secondary"
            iconEnd={<RiCloseLine />}
            aria-label={t('migrations.filters.drop', { filter })}
            onPress={() => view.setFilters({ [name]: NO_REVIEW_FILTERS[name] })}
          >
            {filter}
          </Button>
        );
      })}
      {isTeam && filters.team && (
        <Link href={paths.team(filters.team)} variant="body-small">
          {t('migrations.filters.dashboard')}
        </Link>
      )}
    </div>
  );
}
