import type {
  MigrationInfo,
  Standing,
  StandingList,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink } from '../../components/EntityLink';
import { Hint } from '../../components/Hint';
import { Missing } from '../../components/Missing';
import { Pager } from '../../components/Pager';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { nextStepPhrase, nextSteps } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import { STANDING_SORTS } from '../../url/reviewQuery';
import { useCursorPages } from '../../url/useCursorPages';
import {
  isSortDescending,
  type ReviewViewState,
} from '../../url/useReviewView';
import {
  EvidenceCell,
  HealthCell,
  OwnerCell,
  PlaceCell,
  ShareCell,
} from './standingCells';
import styles from './standingCells.module.css';

/** How many services are on a page of the table. */
export const STANDINGS_PAGE_SIZE = 50;

const WIDTHS = {
  stage: 'max(13cqi, min(180px, 40cqi))',
  evidence: '96px',
  share: '118px',
  health: 'max(11cqi, min(150px, 34cqi))',
  owner: '11cqi',
  since: '92px',
  next: '20cqi',
};

type Row = Standing & { id: string };

/** What the table needs to know of the migration and of the moment. */
export interface TableContext {
  migration: Pick<MigrationInfo, 'fromTitle' | 'toTitle'>;
  /** Times are counted from there; undefined for the present. */
  asOf: number | undefined;
}

/** Every service with its stage, evidence, share, health, owner, since when, and what to do next. */
export function StandingsTable(props: {
  list: StandingList;
  migration: MigrationInfo;
  view: ReviewViewState;
  isStale: boolean;
}) {
  const t = useT();
  const { list, migration, view, isStale } = props;
  const pages = useCursorPages();
  const asOf = list.live ? undefined : Date.parse(list.asOf);
  const columns = useMemo(
    () => columnsOf(t, { migration, asOf }),
    [t, migration, asOf],
  );
  const rows = useMemo(
    () => list.items.map(item => ({ ...item, id: item.service })),
    [list],
  );
  return (
    <div>
      <DataTable<Row>
        label={t('migrations.table.caption')}
        columns={columns}
        rows={rows}
        isStale={isStale}
        sort={{ column: view.sort, descending: isSortDescending(view) }}
        onSort={column => {
          const sort = STANDING_SORTS.find(one => one === column);
          if (sort) view.toggleSort(sort);
        }}
      />
      <Pager
        pages={pages}
        pageSize={STANDINGS_PAGE_SIZE}
        shown={list.items.length}
        total={list.total}
        nextCursor={list.nextCursor}
      />
    </div>
  );
}

function columnsOf(t: FleetT, context: TableContext): DataColumn<Row>[] {
  const words = {
    from: context.migration.fromTitle,
    to: context.migration.toTitle,
  };
  return [
    {
      id: 'name',
      label: t('migrations.table.service'),
      isRowHeader: true,
      sortable: true,
      cell: row => <ServiceLink to={row.service} title={row.title} />,
    },
    {
      id: 'stage',
      label: t('migrations.table.stage'),
      hint: t('migrations.table.stageHint'),
      sortable: true,
      width: WIDTHS.stage,
      cell: row => <PlaceCell standing={row} />,
    },
    {
      id: 'evidence',
      label: t('migrations.table.evidence'),
      hint: t('migrations.table.evidenceHint', words),
      hideBelow: 'medium',
      width: WIDTHS.evidence,
      cell: row => <EvidenceCell standing={row} context={context} />,
    },
    {
      id: 'share',
      label: t('migrations.table.share', words),
      hint: t('migrations.table.shareHint'),
      hideBelow: 'wide',
      width: WIDTHS.share,
      cell: row => <ShareCell standing={row} />,
    },
    {
      id: 'urgency',
      label: t('migrations.table.health'),
      hint: t('migrations.table.healthHint'),
      sortable: true,
      width: WIDTHS.health,
      cell: row => <HealthCell standing={row} />,
    },
    {
      id: 'owner',
      label: t('migrations.table.owner'),
      hint: t('migrations.table.ownerHint'),
      sortable: true,
      hideBelow: 'medium',
      width: WIDTHS.owner,
      cell: row => <OwnerCell standing={row} />,
    },
    {
      id: 'since',
      label: t('migrations.table.since'),
      hint: t('migrations.table.sinceHint'),
      sortable: true,
      hideBelow: 'narrow',
      width: WIDTHS.since,
      cell: row => (
        <RelativeTime
          at={row.since}
          asOf={context.asOf}
          className={styles.quiet}
        />
      ),
    },
    {
      id: 'next',
      label: t('migrations.table.next'),
      hint: t('migrations.table.nextHint'),
      hideBelow: 'wide',
      width: WIDTHS.next,
      cell: row => <NextCell standing={row} />,
    },
  ];
}

function NextCell({ standing }: { standing: Standing }) {
  const t = useT();
  const [first] = standing.next;
  if (!first) return <Missing reason={t('migrations.table.nextNone')} />;
  return (
    <Hint text={nextSteps(t, standing.next)}>{nextStepPhrase(t, first)}</Hint>
  );
}
