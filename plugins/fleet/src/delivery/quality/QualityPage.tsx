import { useSearchParams } from 'react-router-dom';
import { AnswerView } from '../../components/AnswerView';
import { Frame } from '../../components/Frame';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useQualityGroups } from '../../data/useFleetQuery';
import {
  isQualityFiltered,
  readQualityView,
  toQualityQuery,
  writeMend,
} from '../../url/qualityQuery';
import { useCursorPages } from '../../url/useCursorPages';
import { Elsewhere } from './Elsewhere';
import { MendDialog } from './MendDialog';
import { QUALITY_PAGE_SIZE, QualityView } from './QualityView';
import { StillReading } from './StillReading';

/** What to mend so that more numbers are known, of everything or of the team or service in the URL: each thing once, however many records it is about. */
export function QualityPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const view = readQualityView(params);
  const pages = useCursorPages();
  const answer = useQualityGroups({
    limit: QUALITY_PAGE_SIZE,
    ...toQualityQuery(view),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  const setMend = (group: string | undefined) =>
    setParams(old => writeMend(old, group), { preventScrollReset: true });
  return (
    <Frame>
      <StillReading />
      <AnswerView
        answer={answer}
        waiting={t('delivery.quality.waiting')}
        skeleton={<TableSkeleton rows={12} />}
      >
        {list => (
          <QualityView
            list={list}
            view={view}
            pages={pages}
            isStale={answer.isPrevious}
            onMend={setMend}
          />
        )}
      </AnswerView>
      {!isQualityFiltered(view) && <Elsewhere />}
      {view.mend && (
        <MendDialog
          group={view.mend}
          view={view}
          onClose={() => setMend(undefined)}
        />
      )}
    </Frame>
  );
}
