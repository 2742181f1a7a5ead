import { Button } from '@backstage/ui';
import type { FoundDeployments } from '@landfall/backstage-plugin-fleet-common';
import { RiFilterOffLine, RiInboxLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import { AnswerView } from '../../components/AnswerView';
import { Frame, Panel, Sentence } from '../../components/Frame';
import { InZone } from '../../components/InZone';
import { PageHead } from '../../components/PageHead';
import { Pager } from '../../components/Pager';
import { Restricted } from '../../components/Restricted';
import { StateBox } from '../../components/StateBox';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { ZoneName } from '../../components/ZoneName';
import { useFoundDeployments } from '../../data/useFleetQuery';
import { formatNumber } from '../../format/units';
import { EvidenceDialog } from '../../service/EvidenceDialog';
import type { FleetT } from '../../translation';
import {
  isDeploymentSearchFiltered,
  readDeploymentSearch,
  toDeploymentSearch,
  withoutDeploymentFilters,
  writeDeploymentSearch,
  type DeploymentSearchView,
} from '../../url/deploymentSearch';
import { useCursorPages } from '../../url/useCursorPages';
import { DeploymentFilterBar, timeWords } from './DeploymentFilterBar';
import { FoundTable } from './FoundTable';
import { WeekStrip } from './WeekStrip';

const PAGE_SIZE = 50;

/** The deployments of all services that the viewer may see, newest first, with the last weeks to click into. */
export function DeploymentsPage() {
  const t = useT();
  const [params] = useSearchParams();
  const pages = useCursorPages();
  const view = readDeploymentSearch(params);
  const answer = useFoundDeployments({
    limit: PAGE_SIZE,
    ...toDeploymentSearch(view),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  return (
    <Frame>
      <InZone
        display={answer.data?.displayTimeZone}
        portal={answer.data?.timeZone}
      >
        <AnswerView
          answer={answer}
          waiting={t('deployments.waiting')}
          skeleton={<TableSkeleton rows={12} />}
        >
          {list => (
            <Found list={list} view={view} isStale={answer.isPrevious} />
          )}
        </AnswerView>
        <EvidenceDialog />
      </InZone>
    </Frame>
  );
}

function Found(props: {
  list: FoundDeployments;
  view: DeploymentSearchView;
  isStale: boolean;
}) {
  const t = useT();
  const { list, view, isStale } = props;
  const [, setParams] = useSearchParams();
  const pages = useCursorPages();
  const clear = () => setParams(withoutDeploymentFilters);
  const environments = [
    ...new Set([
      ...list.items.flatMap(({ environment }) => environment ?? []),
      ...view.environment,
    ]),
  ].sort();
  return (
    <>
      <PageHead
        title={t('common.pages.deployments')}
        meta={
          <>
            <ZoneName />
            <Restricted restricted={list.restricted} />
          </>
        }
        freshness={list.freshness}
      />
      <Sentence>{sentenceOf(t, list, view)}</Sentence>
      <WeekStrip weeks={list.weeks} timeZone={list.timeZone} view={view} />
      <DeploymentFilterBar
        view={view}
        environments={environments}
        timeZone={list.timeZone}
        set={patch => setParams(old => writeDeploymentSearch(old, patch))}
        clear={clear}
      />
      {list.total === 0 ? (
        <Nothing filtered={isDeploymentSearchFiltered(view)} clear={clear} />
      ) : (
        <Panel flush>
          <FoundTable
            deployments={list.items}
            view={view}
            isStale={isStale}
            onSort={sort =>
              setParams(old =>
                writeDeploymentSearch(old, {
                  sort: sort === 'started' ? '' : sort,
                  // The same column once more turns it round.
                  order: sort === view.sort && view.descending ? 'asc' : '',
                }),
              )
            }
          />
          <Pager
            pages={pages}
            pageSize={PAGE_SIZE}
            shown={list.items.length}
            total={list.total}
            nextCursor={list.nextCursor}
          />
        </Panel>
      )}
    </>
  );
}

/** "312 deployments in the last 90 days; of those on this page 4 failed." */
function sentenceOf(
  t: FleetT,
  list: FoundDeployments,
  view: DeploymentSearchView,
): string {
  const when =
    view.from || view.to
      ? t('deployments.inTime', timeWords(t, view, list.timeZone))
      : t('deployments.last');
  const deployments = t('deployments.lead', { count: list.total, when });
  const failed = list.items.filter(one => one.failedBy.length > 0).length;
  return failed === 0
    ? t('deployments.leadPlain', { deployments })
    : t('deployments.leadFailed', {
        deployments,
        failed: formatNumber(t, failed),
      });
}

function Nothing(props: { filtered: boolean; clear: () => void }) {
  const t = useT();
  return props.filtered ? (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('states.noResult.title')}
      action={
        <Button size="small" variant="secondary" onPress={props.clear}>
          {t('states.noResult.all')}
        </Button>
      }
    />
  ) : (
    <StateBox icon={<RiInboxLine />} title={t('deployments.none.title')}>
      <p>{t('deployments.none.body')}</p>
    </StateBox>
  );
}
