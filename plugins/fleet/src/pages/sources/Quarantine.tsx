import type { QuarantineList } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { AnswerView } from '../../components/AnswerView';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { Missing } from '../../components/Missing';
import { Pager } from '../../components/Pager';
import { RelativeTime } from '../../components/RelativeTime';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useQuarantine } from '../../data/useFleetQuery';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { useCursorPages } from '../../url/useCursorPages';
import styles from './Quarantine.module.css';

const PAGE_SIZE = 20;

type Row = QuarantineList['items'][number] & { id: string };

/** Records that were refused and kept aside: identifiers and failing paths, never values. */
export function Quarantine() {
  const t = useT();
  const pages = useCursorPages('quarantineCursor');
  const answer = useQuarantine({
    limit: PAGE_SIZE,
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  const rows = useMemo(
    () =>
      answer.data?.items.map((item, index) => ({
        ...item,
        id: `${item.source}/${item.scope}/${item.key ?? ''}/${index}`,
      })),
    [answer.data],
  );
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <Section title={t('sources.quarantine.title')}>
      <AnswerView
        answer={answer}
        waiting={t('states.waiting.quarantine')}
        skeleton={<TableSkeleton rows={2} />}
      >
        {list =>
          list.total === 0 ? (
            <p className={styles.quiet}>{t('sources.quarantine.none')}</p>
          ) : (
            <>
              <p className={styles.quiet}>{t('sources.quarantine.lead')}</p>
              <Panel flush>
                <DataTable<Row>
                  label={t('sources.quarantine.caption')}
                  columns={columns}
                  rows={rows}
                  isStale={answer.isPrevious}
                />
                <Pager
                  pages={pages}
                  pageSize={PAGE_SIZE}
                  shown={list.items.length}
                  total={list.total}
                  nextCursor={list.nextCursor}
                />
              </Panel>
            </>
          )
        }
      </AnswerView>
    </Section>
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'key',
      label: t('sources.quarantine.key'),
      isRowHeader: true,
      width: '30%',
      cell: row =>
        row.key ? (
          <span title={row.key}>{row.key}</span>
        ) : (
          <Missing reason={t('sources.quarantine.noKey')} />
        ),
    },
    {
      id: 'scope',
      label: t('sources.table.scope'),
      hideBelow: 'medium',
      cell: row => (
        <span title={`${row.source} / ${row.scope}`}>{row.scope}</span>
      ),
    },
    {
      id: 'kind',
      label: t('sources.quarantine.kind'),
      hideBelow: 'wide',
      width: '110px',
      cell: row =>
        row.kind ?? <Missing reason={t('common.readiness.unknown')} />,
    },
    {
      id: 'reason',
      label: t('sources.quarantine.reason'),
      width: '26%',
      cell: row => <span title={row.reason}>{row.reason}</span>,
    },
    {
      id: 'paths',
      label: t('sources.quarantine.paths'),
      hideBelow: 'wide',
      cell: row => (
        <code title={row.paths.join('\n')}>{row.paths.join(', ')}</code>
      ),
    },
    {
      id: 'size',
      label: t('sources.quarantine.size'),
      hideBelow: 'wide',
      align: 'end',
      width: '80px',
      cell: row => formatBytes(t, row.sizeBytes),
    },
    {
      id: 'count',
      label: t('sources.quarantine.count'),
      align: 'end',
      hideBelow: 'narrow',
      width: '70px',
      cell: row => formatNumber(t, row.count),
    },
    {
      id: 'last',
      label: t('sources.quarantine.last'),
      hideBelow: 'medium',
      width: '110px',
      cell: row => <RelativeTime at={row.lastAt} />,
    },
  ];
}

function formatBytes(t: FleetT, bytes: number): string {
  return bytes < 1000
    ? t('sources.quarantine.bytes', { value: formatNumber(t, bytes) })
    : t('sources.quarantine.kilobytes', {
        value: formatNumber(t, bytes / 1000),
      });
}
