import { useSearchParams } from 'react-router-dom';
import { AnswerView } from '../../components/AnswerView';
import { Frame } from '../../components/Frame';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useQuality } from '../../data/useFleetQuery';
import { readQualityFilters, toQualityQuery } from '../../url/qualityQuery';
import { useCursorPages } from '../../url/useCursorPages';
import { QUALITY_PAGE_SIZE, QualityView } from './QualityView';

/** What to mend so that more numbers are known, of everything or of the team or service in the URL. */
export function QualityPage() {
  const t = useT();
  const [params] = useSearchParams();
  const pages = useCursorPages();
  const answer = useQuality({
    limit: QUALITY_PAGE_SIZE,
    ...toQualityQuery(readQualityFilters(params)),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  return (
    <Frame>
      <AnswerView
        answer={answer}
        waiting={t('delivery.quality.waiting')}
        skeleton={<TableSkeleton rows={12} />}
      >
        {list => (
          <QualityView list={list} pages={pages} isStale={answer.isPrevious} />
        )}
      </AnswerView>
    </Frame>
  );
}
