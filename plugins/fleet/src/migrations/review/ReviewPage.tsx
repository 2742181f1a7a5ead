import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { useParams } from 'react-router-dom';
import { AnswerView } from '../../components/AnswerView';
import { Frame, Sentence } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { useFleetPaths } from '../../components/paths';
import { Restricted } from '../../components/Restricted';
import { useT } from '../../components/useT';
import { useMigration } from '../../data/useFleetQuery';
import { dayIn } from '../../format/calendar';
import { weekNumber } from '../../format/weeks';
import { progressSentence, reviewSentence } from '../../sentences/migration';
import { toReviewQuery } from '../../url/reviewQuery';
import { useReviewView, type ReviewViewState } from '../../url/useReviewView';
import { PastNotice } from '../components/AsOf';
import { DefinitionProblems } from '../components/Problems';
import { useMoment } from '../components/useMoment';
import { BurnUp } from './BurnUp';
import { CutTable } from './CutTable';
import { Decisions } from './Decisions';
import { filterTitles } from './filterWords';
import { NewOnOld } from './NewOnOld';
import { ReviewMeta } from './ReviewMeta';
import { ReviewSkeleton } from './ReviewSkeleton';
import { ReviewTools } from './ReviewTools';
import { ScopeChips } from './ScopeChips';
import { Services } from './Services';
import { Stages } from './Stages';
import { usePrintSheet } from './usePrintSheet';
import { usePrinting } from './usePrinting';
import { Waves } from './Waves';
import styles from './ReviewMeta.module.css';

/** The page from which a review is run: where are we, what changed, who needs help, when are we done? */
export function ReviewPage() {
  const t = useT();
  const paths = useFleetPaths();
  const { id = '' } = useParams();
  const view = useReviewView();
  const answer = useMigration(id, toReviewQuery(view));
  const label = answer.data?.migration.title ?? id;
  return (
    <BreadcrumbEntry entry={{ label, href: paths.migration(id) }}>
      <Frame>
        <AnswerView
          answer={answer}
          waiting={t('migrations.waiting.review')}
          skeleton={<ReviewSkeleton />}
        >
          {review => (
            <Review review={review} view={view} isStale={answer.isPrevious} />
          )}
        </AnswerView>
      </Frame>
    </BreadcrumbEntry>
  );
}

function Review(props: {
  review: MigrationReview;
  view: ReviewViewState;
  isStale: boolean;
}) {
  const t = useT();
  const { review, view, isStale } = props;
  const { migration, asOf, live, timeZone } = review;
  const moment = useMoment(review);
  const week = weekNumber(dayIn(timeZone, moment));
  const printing = usePrinting();
  const Sheet = usePrintSheet();
  const titles = filterTitles(review);
  return (
    <>
      <PageHead
        title={migration.title}
        meta={
          <>
            <span>{t('migrations.head.week', { number: String(week) })}</span>
            <Restricted restricted={review.restricted} />
          </>
        }
        freshness={{
          ...review.freshness,
          demo: review.freshness.demo || migration.demo,
        }}
        tools={<ReviewTools review={review} view={view} />}
      />
      {!live && <PastNotice asOf={asOf} onBack={() => view.setAt(undefined)} />}
      <DefinitionProblems
        title={t('migrations.list.problems')}
        problems={migration.problems}
      />
      <Sentence announce={progressSentence(t, review)}>
        {reviewSentence(review, { t, now: moment })}
      </Sentence>
      <ReviewMeta review={review} moment={moment} />
      <ScopeChips view={view} titles={titles} />
      <div className={styles.picture}>
        <BurnUp review={review} view={view} />
        <Stages review={review} view={view} />
      </div>
      <Decisions review={review} view={view} moment={moment} />
      <Waves review={review} view={view} />
      <CutTable review={review} view={view} isStale={isStale} />
      <NewOnOld review={review} moment={moment} />
      <Services review={review} view={view} titles={titles} />
      {Sheet && printing && (
        <Sheet review={review} view={view} moment={moment} />
      )}
    </>
  );
}
