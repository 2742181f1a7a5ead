import { Button, Skeleton } from '@backstage/ui';
import type {
  BurnUpPoint,
  MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { RiLineChartLine, RiTableLine } from '@remixicon/react';
import { lazy, Suspense, useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatDate } from '../../format/times';
import { formatNumber } from '../../format/units';
import { burnUpSentence } from '../../sentences/migration';
import type { FleetT } from '../../translation';
import type { ReviewViewState } from '../../url/useReviewView';
import { lastOfWeeks } from './burnUpData';
import { BurnUpLegend } from './BurnUpLegend';
import styles from './BurnUp.module.css';

const BurnUpChart = lazy(() => import('./BurnUpChart'));

/** The burn-up as a chart, or as a table for those who would rather read it. */
export function BurnUp({
  review,
  view,
}: {
  review: MigrationReview;
  view: ReviewViewState;
}) {
  const t = useT();
  const asTable = view.open.includes('numbers');
  const sentence = burnUpSentence(t, review.burnUp);
  return (
    <Section
      title={
        <Hint text={t('migrations.burnUp.hint')} underline>
          {t('migrations.burnUp.title')}
        </Hint>
      }
      aside={
        <Button
          size="small"
          variant="tertiary"
          iconStart={asTable ? <RiLineChartLine /> : <RiTableLine />}
          onPress={() => view.toggleOpen('numbers')}
        >
          {asTable
            ? t('migrations.burnUp.showChart')
            : t('migrations.burnUp.showTable')}
        </Button>
      }
    >
      <Panel>
        {asTable ? (
          <div className={styles.numbers}>
            <Numbers points={review.burnUp} />
          </div>
        ) : (
          <figure className={styles.figure} aria-label={sentence}>
            <BurnUpLegend review={review} />
            <div className={styles.chart}>
              {review.burnUp.length === 0 ? (
                <p>{sentence}</p>
              ) : (
                <Suspense fallback={<Skeleton width="100%" height="100%" />}>
                  <BurnUpChart review={review} />
                </Suspense>
              )}
            </div>
          </figure>
        )}
      </Panel>
    </Section>
  );
}

function Numbers({ points }: { points: BurnUpPoint[] }) {
  const t = useT();
  const columns = useMemo(() => columnsOf(t), [t]);
  const rows = useMemo(
    () => lastOfWeeks(points).map(point => ({ ...point, id: point.day })),
    [points],
  );
  return (
    <DataTable
      label={t('migrations.burnUp.caption')}
      columns={columns}
      rows={rows}
    />
  );
}

function columnsOf(t: FleetT): DataColumn<BurnUpPoint & { id: string }>[] {
  return [
    {
      id: 'day',
      label: t('migrations.burnUp.week'),
      isRowHeader: true,
      cell: ({ day, reconstructed }) =>
        [
          formatDate(t, day),
          reconstructed ? t('migrations.burnUp.reconstructed') : '',
        ]
          .filter(Boolean)
          .join(', '),
    },
    ...(['scope', 'migrated', 'done'] as const).map(name => ({
      id: name,
      label: t(`migrations.burnUp.${name}`),
      align: 'end' as const,
      cell: (point: BurnUpPoint) => formatNumber(t, point[name]),
    })),
  ];
}
