import {
  unmatchedReasonSchema,
  type Unmatched,
  type UnmatchedList,
} from '@landfall/backstage-plugin-fleet-common';
import { RiCheckboxCircleFill, RiFilterOffLine } from '@remixicon/react';
import { Button } from '@backstage/ui';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { AnswerView } from '../../components/AnswerView';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { FilterSelect } from '../../components/FilterSelect';
import { Panel, Section } from '../../components/Frame';
import { Pager } from '../../components/Pager';
import { RelativeTime } from '../../components/RelativeTime';
import { StateBox } from '../../components/StateBox';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useUnmatched } from '../../data/useFleetQuery';
import type { FleetT } from '../../translation';
import { useCursorPages } from '../../url/useCursorPages';
import { RemedyDialog } from './RemedyDialog';
import styles from './UnmatchedSection.module.css';

const PAGE_SIZE = 20;
const CURSOR = 'unmatchedCursor';

type Row = Unmatched & { id: string };

/** Workloads without a service or an environment, each with the reason and what would mend it. */
export function UnmatchedSection() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const reasons = unmatchedReasonSchema.options.filter(one =>
    params.getAll('reason').includes(one),
  );
  const pages = useCursorPages(CURSOR);
  const answer = useUnmatched({
    limit: PAGE_SIZE,
    ...(reasons.length > 0 && { reason: reasons }),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  const open = params.get('mend');
  const setOpen = (target: string | undefined) =>
    setParams(old => changed(old, 'mend', target ? [target] : []));
  const setReasons = (values: string[]) =>
    setParams(old => {
      const next = changed(old, 'reason', values);
      next.delete(CURSOR);
      return next;
    });
  return (
    <Section
      title={t('sources.unmatched.title')}
      aside={
        <FilterSelect
          name={t('sources.unmatched.filter')}
          options={unmatchedReasonSchema.options.map(value => ({
            value,
            label: t(`sources.unmatched.reasons.${value}`),
          }))}
          chosen={reasons}
          onChange={setReasons}
        />
      }
    >
      <AnswerView
        answer={answer}
        waiting={t('states.waiting.unmatched')}
        skeleton={<TableSkeleton rows={4} />}
      >
        {list =>
          list.total === 0 ? (
            <Nothing
              filtered={reasons.length > 0}
              clear={() => setReasons([])}
            />
          ) : (
            <Panel flush>
              <p className={styles.lead}>{t('sources.unmatched.lead')}</p>
              <UnmatchedTable
                list={list}
                isStale={answer.isPrevious}
                onOpen={setOpen}
              />
              <Pager
                pages={pages}
                pageSize={PAGE_SIZE}
                shown={list.items.length}
                total={list.total}
                nextCursor={list.nextCursor}
              />
            </Panel>
          )
        }
      </AnswerView>
      {open && answer.data && (
        <RemedyDialog
          workload={answer.data.items.find(item => item.target === open)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Section>
  );
}

function Nothing(props: { filtered: boolean; clear: () => void }) {
  const t = useT();
  return props.filtered ? (
    <StateBox
      icon={<RiFilterOffLine />}
      title={t('sources.unmatched.noneFiltered')}
      action={
        <Button size="small" variant="secondary" onPress={props.clear}>
          {t('states.noResult.all')}
        </Button>
      }
    />
  ) : (
    <StateBox
      icon={<RiCheckboxCircleFill />}
      title={t('sources.unmatched.none')}
    />
  );
}

function UnmatchedTable(props: {
  list: UnmatchedList;
  isStale: boolean;
  onOpen: (target: string) => void;
}) {
  const t = useT();
  const { list, isStale, onOpen } = props;
  const rows = useMemo(
    () => list.items.map(item => ({ ...item, id: item.target })),
    [list],
  );
  const columns = columnsOf(t, onOpen);
  return (
    <DataTable<Row>
      label={t('sources.unmatched.caption')}
      columns={columns}
      rows={rows}
      isStale={isStale}
    />
  );
}

function columnsOf(
  t: FleetT,
  onOpen: (target: string) => void,
): DataColumn<Row>[] {
  return [
    {
      id: 'workload',
      label: t('sources.unmatched.workload'),
      isRowHeader: true,
      cell: row => (
        <span title={`${row.workloadKind} ${row.namespace}/${row.workload}`}>
          {row.namespace}/{row.workload}
        </span>
      ),
    },
    {
      id: 'where',
      label: t('sources.unmatched.where'),
      hideBelow: 'medium',
      cell: row => `${row.platform}, ${row.cluster}`,
    },
    {
      id: 'reason',
      label: t('sources.unmatched.reason'),
      // On a telephone the dialog says it: the name of the workload needs the room.
      hideBelow: 'narrow',
      width: 'min(220px, 32cqi)',
      cell: row => t(`sources.unmatched.reasons.${row.reason}`),
    },
    {
      id: 'candidates',
      label: t('sources.unmatched.candidates'),
      hideBelow: 'wide',
      cell: row => (
        <span title={row.candidates.join(', ')}>
          {row.candidates.join(', ')}
        </span>
      ),
    },
    {
      id: 'lastSeen',
      label: t('sources.unmatched.lastSeen'),
      hideBelow: 'medium',
      width: '120px',
      cell: row => <RelativeTime at={row.lastSeen} />,
    },
    {
      id: 'remedy',
      label: t('sources.unmatched.remedy'),
      width: 'min(120px, 34cqi)',
      align: 'end',
      cell: row => (
        <Button
          size="small"
          variant="tertiary"
          aria-label={t('sources.unmatched.showFor', {
            workload: row.workload,
          })}
          onPress={() => onOpen(row.target)}
        >
          {t('sources.unmatched.show')}
        </Button>
      ),
    },
  ];
}

function changed(
  params: URLSearchParams,
  name: string,
  values: string[],
): URLSearchParams {
  const copy = new URLSearchParams(params);
  copy.delete(name);
  values.forEach(value => copy.append(name, value));
  return copy;
}
