import type { Unclaimed } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import styles from './UnclaimedSection.module.css';

type Row = Unclaimed['items'][number] & { id: string };

/** What sources tell of things that are no service's: under which name, who tells it, and what would mend it. */
export function UnclaimedSection({ unclaimed }: { unclaimed: Unclaimed }) {
  const t = useT();
  const rows = useMemo(
    () =>
      unclaimed.items.map(item => ({ ...item, id: `${item.by} ${item.name}` })),
    [unclaimed],
  );
  if (unclaimed.total === 0) return null;
  const more = unclaimed.total - rows.length;
  return (
    <Section title={t('sources.unclaimed.title')}>
      <Panel flush>
        <p className={styles.lead}>
          {t('sources.unclaimed.lead', { count: unclaimed.total })}
        </p>
        <DataTable<Row>
          label={t('sources.unclaimed.caption')}
          columns={columnsOf(t)}
          rows={rows}
        />
        {more > 0 && (
          <p className={styles.more}>
            {t('sources.unseen.more', { number: formatNumber(t, more) })}
          </p>
        )}
      </Panel>
    </Section>
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'name',
      label: t('sources.unclaimed.name'),
      isRowHeader: true,
      cell: row => <span title={row.name}>{row.name}</span>,
    },
    {
      id: 'toldBy',
      label: t('sources.unclaimed.toldBy'),
      hideBelow: 'medium',
      cell: row => {
        const names = row.toldBy
          .map(({ source, scope }) => `${source} (${scope})`)
          .join(', ');
        return <span title={names}>{names}</span>;
      },
    },
    {
      id: 'records',
      label: t('sources.unclaimed.records'),
      hideBelow: 'narrow',
      align: 'end',
      width: '100px',
      cell: row => (
        <span title={row.kinds.join(', ')}>{formatNumber(t, row.records)}</span>
      ),
    },
    {
      id: 'last',
      label: t('sources.unclaimed.last'),
      hideBelow: 'medium',
      width: '120px',
      cell: row => <RelativeTime at={row.last} />,
    },
    {
      id: 'remedy',
      label: t('sources.unclaimed.remedy'),
      width: 'min(340px, 50cqi)',
      cell: row => <Remedy row={row} />,
    },
  ];
}

function Remedy({ row }: { row: Row }) {
  const t = useT();
  if (row.remedy === null) return <>{t('sources.unclaimed.register')}</>;
  return (
    <span className={styles.remedy}>
      <code title={row.remedy}>{row.remedy.split('\n').at(-1)?.trim()}</code>
      <CopyButton
        text={row.remedy}
        label={t('sources.unclaimed.copy', { name: row.name })}
      />
    </span>
  );
}
