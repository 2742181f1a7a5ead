import { Button, Link } from '@backstage/ui';
import type {
  MigrationReview,
  StandingList,
} from '@landfall/backstage-plugin-fleet-common';
import { RiFilterOffLine, RiSearchEyeLine } from '@remixicon/react';
import { AnswerView } from '../../components/AnswerView';
import { Panel, Section } from '../../components/Frame';
import { useFleetPaths } from '../../components/paths';
import { StateBox } from '../../components/StateBox';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useStandings, type Answer } from '../../data/useFleetQuery';
import { formatNumber } from '../../format/units';
import {
  activeReviewFilters,
  NO_REVIEW_FILTERS,
  toStandingQuery,
  type ReviewFilterName,
} from '../../url/reviewQuery';
import type { ReviewViewState } from '../../url/useReviewView';
import { SERVICES_ANCHOR } from './anchors';
import { filterWords } from './filterWords';
import { StandingFilters } from './StandingFilters';
import { STANDINGS_PAGE_SIZE, StandingsTable } from './StandingsTable';
import { useSeenValues } from './useSeenValues';

/** All services of the migration, with filters, order and pages. */
export function Services(props: {
  review: MigrationReview;
  view: ReviewViewState;
  titles: ReadonlyMap<string, string>;
}) {
  const t = useT();
  const { review, view, titles } = props;
  const { migration } = review;
  const answer = useStandings(
    migration.id,
    toStandingQuery(view, STANDINGS_PAGE_SIZE),
  );
  const seen = useSeenValues({
    review,
    items: answer.data?.items,
    filters: view.filters,
  });
  return (
    <div id={SERVICES_ANCHOR}>
      <Section title={<Title answer={answer} />}>
        <StandingFilters view={view} seen={seen} />
        <AnswerView
          answer={answer}
          waiting={t('migrations.waiting.services')}
          skeleton={<TableSkeleton rows={12} />}
        >
          {list =>
            list.total === 0 ? (
              <Nothing migration={migration.id} view={view} titles={titles} />
            ) : (
              <Panel flush>
                <StandingsTable
                  list={list}
                  migration={migration}
                  view={view}
                  isStale={answer.isPrevious}
                />
              </Panel>
            )
          }
        </AnswerView>
      </Section>
    </div>
  );
}

function Title({ answer }: { answer: Answer<StandingList> }) {
  const t = useT();
  return answer.data
    ? t('migrations.table.count', { count: answer.data.total })
    : t('migrations.table.title');
}

function Nothing(props: {
  migration: string;
  view: ReviewViewState;
  titles: ReadonlyMap<string, string>;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const { migration, view, titles } = props;
  const active = activeReviewFilters(view.filters);
  if (active.length === 0) {
    return (
      <StateBox
        icon={<RiSearchEyeLine />}
        title={t('migrations.table.empty')}
        action={
          <Link href={paths.sources}>{t('migrations.table.sources')}</Link>
        }
      >
        <p>{t('migrations.table.emptyBody')}</p>
      </StateBox>
    );
  }
  return (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('states.noResult.title')}
      action={
        <>
          {active.map(name => (
            <DropButton
              key={name}
              name={name}
              view={view}
              migration={migration}
              titles={titles}
            />
          ))}
          <Button size="small" variant="tertiary" onPress={view.clearFilters}>
            {t('states.noResult.all')}
          </Button>
        </>
      }
    />
  );
}

/** Drops one filter, and says what would then be there. */
function DropButton(props: {
  name: ReviewFilterName;
  view: ReviewViewState;
  migration: string;
  titles: ReadonlyMap<string, string>;
}) {
  const t = useT();
  const { name, view, migration, titles } = props;
  const without = { [name]: NO_REVIEW_FILTERS[name] };
  const answer = useStandings(
    migration,
    toStandingQuery(
      { ...view, filters: { ...view.filters, ...without }, cursor: undefined },
      1,
    ),
  );
  const filter = filterWords(t, view.filters, { name, titles });
  return (
    <Button
      size="small"
      variant="secondary"
      onPress={() => view.setFilters(without)}
    >
      {answer.data
        ? t('states.noResult.drop', {
            filter,
            number: formatNumber(t, answer.data.total),
          })
        : t('states.noResult.dropUnknown', { filter })}
    </Button>
  );
}
