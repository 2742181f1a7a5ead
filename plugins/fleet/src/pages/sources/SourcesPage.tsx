import type {
  SourceList,
  UnmatchedList,
} from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { DemoMark } from '../../components/DemoMark';
import { Frame, Sentence } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useSources, useUnmatched } from '../../data/useFleetQuery';
import { ToMend } from '../../delivery/quality/ToMend';
import { sourcesSentence } from '../../sentences/sources';
import { FirstStart } from '../home/FirstStart';
import { Problems } from './Problems';
import { Quarantine } from './Quarantine';
import { ScopesTable } from './ScopesTable';
import { UnclaimedSection } from './UnclaimedSection';
import { UnmatchedSection } from './UnmatchedSection';
import { Unseen } from './Unseen';

/** Every source and how far it can be trusted; then what belongs nowhere, and how to mend it. */
export function SourcesPage() {
  const t = useT();
  const sources = useSources();
  // Asked without filters, for the sentence and the services that no source sees.
  const unmatched = useUnmatched({ limit: 1 });
  return (
    <Frame>
      <AnswerView
        answer={sources}
        waiting={t('states.waiting.sources')}
        skeleton={<TableSkeleton rows={4} />}
      >
        {list => <Overview list={list} unmatched={unmatched.data} />}
      </AnswerView>
      {sources.data && sources.data.items.length > 0 && (
        <>
          <UnmatchedSection />
          {unmatched.data && (
            <>
              <UnclaimedSection unclaimed={unmatched.data.unclaimed} />
              <Unseen services={unmatched.data.unseenServices} />
            </>
          )}
          <ToMend />
          <Quarantine />
        </>
      )}
    </Frame>
  );
}

function Overview({
  list,
  unmatched,
}: {
  list: SourceList;
  unmatched: UnmatchedList | undefined;
}) {
  const t = useT();
  return (
    <>
      <PageHead
        title={t('sources.table.title')}
        tools={<DemoMark demo={list.items.some(source => source.demo)} />}
      />
      <Sentence>
        {sourcesSentence(t, list, {
          workloads: unmatched?.total ?? 0,
          unseen: unmatched?.unseenServices.total ?? 0,
          unclaimed: unmatched?.unclaimed.total ?? 0,
        })}
      </Sentence>
      <Problems list={list} />
      {list.items.length === 0 ? (
        <FirstStart />
      ) : (
        <ScopesTable sources={list.items} />
      )}
    </>
  );
}
