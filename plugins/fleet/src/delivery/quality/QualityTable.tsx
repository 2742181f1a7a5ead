import { Button } from '@backstage/ui';
import type { QualityGroup } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { ServiceLink, TeamLink } from '../../components/EntityLink';
import { Hint } from '../../components/Hint';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import type { QualitySort } from '../../url/qualityQuery';
import styles from './QualityTable.module.css';
import { metricWords, problemOf } from './words';

/** What to mend, one line each: what is wrong and where, whose it is, how much it is about and how many numbers it would improve. */
export function QualityTable(props: {
  groups: QualityGroup[];
  isStale: boolean;
  sort: QualitySort;
  onSort: (column: string) => void;
  onMend: (group: string) => void;
}) {
  const t = useT();
  const { groups, isStale, sort, onSort, onMend } = props;
  const columns = useMemo(() => columnsOf(t, onMend), [t, onMend]);
  return (
    <DataTable<QualityGroup>
      label={t('delivery.quality.caption')}
      columns={columns}
      rows={groups}
      isStale={isStale}
      sort={{ column: sort, descending: true }}
      onSort={onSort}
    />
  );
}

function columnsOf(
  t: FleetT,
  onMend: (group: string) => void,
): DataColumn<QualityGroup>[] {
  return [
    {
      id: 'problem',
      label: t('delivery.quality.problem'),
      isRowHeader: true,
      cell: group => (
        <span className={styles.problem}>
          {problemOf(t, group)}
          <span className={styles.compact}>
            {t('delivery.quality.compact', {
              numbers: t('delivery.quality.numbers', { count: group.numbers }),
              records: t('delivery.quality.records', { count: group.records }),
            })}
          </span>
        </span>
      ),
    },
    {
      id: 'services',
      label: t('delivery.quality.service'),
      width: '180px',
      hideBelow: 'medium',
      cell: group => <Services group={group} />,
    },
    {
      id: 'team',
      label: t('delivery.quality.owner'),
      width: '150px',
      hideBelow: 'wide',
      cell: group => <Teams group={group} />,
    },
    {
      id: 'records',
      label: t('delivery.quality.recordCount'),
      hint: t('delivery.quality.recordsHint'),
      width: '90px',
      align: 'end',
      hideBelow: 'medium',
      sortable: true,
      cell: ({ records }) => formatNumber(t, records),
    },
    {
      id: 'latest',
      label: t('delivery.quality.latest'),
      width: '110px',
      hideBelow: 'wide',
      sortable: true,
      cell: ({ latest }) =>
        latest === null ? (
          <Hint text={t('delivery.quality.noTime')}>–</Hint>
        ) : (
          <RelativeTime at={latest} />
        ),
    },
    {
      id: 'improves',
      label: t('delivery.quality.improves'),
      hint: t('delivery.quality.improvesHint'),
      width: '110px',
      align: 'end',
      hideBelow: 'narrow',
      sortable: true,
      cell: group => (
        <Hint text={metricWords(t, group)}>
          {formatNumber(t, group.numbers)}
        </Hint>
      ),
    },
    {
      id: 'mend',
      label: t('delivery.quality.remedy'),
      width: '84px',
      align: 'end',
      cell: group => (
        <Button
          size="small"
          variant="tertiary"
          aria-label={t('delivery.quality.mendThis', {
            problem: problemOf(t, group),
          })}
          onPress={() => onMend(group.id)}
        >
          {t('delivery.quality.show')}
        </Button>
      ),
    },
  ];
}

function Services({ group }: { group: QualityGroup }) {
  const t = useT();
  const { services, serviceCount } = group;
  return serviceCount === 1 && services.length === 1 ? (
    <ServiceLink to={services[0].ref} title={services[0].title} />
  ) : (
    <Hint text={namesOf(t, services, serviceCount)} underline>
      {t('delivery.quality.services', { count: serviceCount })}
    </Hint>
  );
}

function Teams({ group }: { group: QualityGroup }) {
  const t = useT();
  const { teams, teamCount } = group;
  if (teamCount === 0) {
    return <Hint text={t('delivery.quality.noOwner')}>–</Hint>;
  }
  return teamCount === 1 && teams.length === 1 ? (
    <TeamLink to={teams[0].ref} title={teams[0].title} />
  ) : (
    <Hint text={namesOf(t, teams, teamCount)} underline>
      {t('delivery.quality.teams', { count: teamCount })}
    </Hint>
  );
}

/** "cart-api, ledger, price and 9 more". */
function namesOf(t: FleetT, named: { title: string }[], count: number): string {
  const names = named.map(({ title }) => title).join(', ');
  const more = count - named.length;
  return more > 0
    ? t('delivery.quality.andMore', { names, number: formatNumber(t, more) })
    : names;
}
