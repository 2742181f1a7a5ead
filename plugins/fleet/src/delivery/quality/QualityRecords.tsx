import { Link } from '@backstage/ui';
import type {
  QualityGroup,
  QualityItem,
} from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { AnswerView } from '../../components/AnswerView';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink } from '../../components/EntityLink';
import { Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { Pager } from '../../components/Pager';
import { useFleetPaths, type FleetPaths } from '../../components/paths';
import { RelativeTime } from '../../components/RelativeTime';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useQualityRecords } from '../../data/useFleetQuery';
import { refName } from '../../format/entities';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import {
  RECORD_CURSOR,
  toOwnQuery,
  type QualityView,
} from '../../url/qualityQuery';
import { useCursorPages } from '../../url/useCursorPages';
import styles from './QualityTable.module.css';

const PAGE_SIZE = 10;

/** The records that are mended in one act, what improves most first, each leading to where it came from. */
export function QualityRecords(props: {
  group: QualityGroup;
  view: QualityView;
}) {
  const t = useT();
  const paths = useFleetPaths();
  const { group, view } = props;
  const pages = useCursorPages(RECORD_CURSOR);
  const answer = useQualityRecords({
    group: group.id,
    limit: PAGE_SIZE,
    ...toOwnQuery(view),
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  const several = group.serviceCount > 1;
  const columns = useMemo(
    () => columnsOf(t, { paths, several }),
    [t, paths, several],
  );
  return (
    <Section
      title={t('delivery.quality.recordsTitle', {
        number: formatNumber(t, group.records),
      })}
    >
      <AnswerView
        answer={answer}
        waiting={t('delivery.quality.waitingRecords')}
        skeleton={<TableSkeleton rows={Math.min(group.records, PAGE_SIZE)} />}
      >
        {list =>
          list.total === 0 ? (
            <p className={styles.none}>{t('delivery.quality.recordsNone')}</p>
          ) : (
            <div>
              <DataTable<QualityItem>
                label={t('delivery.quality.recordsCaption')}
                columns={columns}
                rows={list.items}
                isStale={answer.isPrevious}
              />
              <Pager
                pages={pages}
                pageSize={PAGE_SIZE}
                shown={list.items.length}
                total={list.total}
                nextCursor={list.nextCursor}
              />
            </div>
          )
        }
      </AnswerView>
    </Section>
  );
}

function columnsOf(
  t: FleetT,
  { paths, several }: { paths: FleetPaths; several: boolean },
): DataColumn<QualityItem>[] {
  const service: DataColumn<QualityItem> = {
    id: 'record-service',
    label: t('delivery.quality.service'),
    width: '160px',
    hideBelow: 'narrow',
    cell: one => <ServiceLink to={one.service} title={refName(one.service)} />,
  };
  return [
    {
      id: 'record-at',
      label: t('delivery.quality.when'),
      width: 'min(110px, 28cqi)',
      cell: ({ at }) =>
        at === null ? (
          <Hint text={t('delivery.quality.noTime')}>–</Hint>
        ) : (
          <RelativeTime at={at} />
        ),
    },
    ...(several ? [service] : []),
    {
      id: 'record-problem',
      label: t('delivery.quality.problem'),
      isRowHeader: true,
      cell: one => (
        <span className={styles.problem}>
          {one.problem}
          {several && (
            <span className={styles.compact}>{refName(one.service)}</span>
          )}
        </span>
      ),
    },
    {
      id: 'record-link',
      label: t('delivery.quality.record'),
      width: 'min(130px, 32cqi)',
      align: 'end',
      cell: one => <RecordLink record={one} paths={paths} />,
    },
  ];
}

function RecordLink(props: { record: QualityItem; paths: FleetPaths }) {
  const t = useT();
  const { record, paths } = props;
  const { deployment, link, service } = record;
  if (deployment !== null) {
    return (
      <Link
        href={`${paths.service(service)}?deployment=${encodeURIComponent(
          deployment,
        )}`}
        aria-label={t('delivery.quality.deploymentOf', {
          problem: record.problem,
        })}
      >
        {t('delivery.quality.deployment')}
      </Link>
    );
  }
  return link === null ? (
    <Hint text={t('delivery.quality.noLink')}>–</Hint>
  ) : (
    <Link
      href={link}
      target="_blank"
      rel="noopener"
      aria-label={t('delivery.quality.sourceOf', { problem: record.problem })}
    >
      {t('delivery.quality.source')}
    </Link>
  );
}
