import type { QualityItem } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink } from '../../components/EntityLink';
import { useT } from '../../components/useT';
import { refName } from '../../format/entities';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { kindWord } from './kindWord';
import styles from './QualityTable.module.css';

/** What to mend, one line each: which record of which service, what is wrong and what mends it, and how many numbers that would improve. */
export function QualityTable(props: {
  items: QualityItem[];
  isStale: boolean;
}) {
  const t = useT();
  const columns = useMemo(() => columnsOf(t), [t]);
  return (
    <DataTable<QualityItem>
      label={t('delivery.quality.caption')}
      columns={columns}
      rows={props.items}
      isStale={props.isStale}
    />
  );
}

function columnsOf(t: FleetT): DataColumn<QualityItem>[] {
  return [
    {
      id: 'service',
      label: t('delivery.quality.service'),
      isRowHeader: true,
      width: 'min(200px, 32cqi)',
      cell: ({ service }) => (
        <ServiceLink to={service} title={refName(service)} />
      ),
    },
    {
      id: 'sentence',
      label: t('delivery.quality.sentence'),
      cell: ({ sentence, improves }) => (
        <span className={styles.sentence}>
          {sentence}
          <span className={styles.compact}>
            {t('delivery.quality.compactImproves', {
              numbers: t('delivery.quality.numbers', { count: improves }),
            })}
          </span>
        </span>
      ),
    },
    {
      id: 'kind',
      label: t('delivery.quality.kind'),
      width: '230px',
      hideBelow: 'wide',
      cell: ({ kind }) => kindWord(t, kind),
    },
    {
      id: 'what',
      label: t('delivery.quality.what'),
      width: '160px',
      hideBelow: 'medium',
      cell: ({ what }) => (
        <code className={styles.what} title={what}>
          {what}
        </code>
      ),
    },
    {
      id: 'improves',
      label: t('delivery.quality.improves'),
      hint: t('delivery.quality.improvesHint'),
      width: '110px',
      align: 'end',
      hideBelow: 'narrow',
      cell: ({ improves }) => formatNumber(t, improves),
    },
  ];
}
