import { Link } from '@backstage/ui';
import type { Freshness } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../../components/DataTable';
import { Panel, Section } from '../../components/Frame';
import { Mark } from '../../components/Mark';
import { freshnessLook } from '../../components/marks';
import { useFleetPaths } from '../../components/paths';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import type { FleetT } from '../../translation';

type Row = Freshness['troubled'][number] & { id: string };

/** What is stale: every scope that is not fresh, the worst first, and the way to what mends it. Nothing while all are fresh. */
export function StaleSources({ freshness }: { freshness: Freshness }) {
  const t = useT();
  const paths = useFleetPaths();
  const { troubled } = freshness;
  const rows = useMemo(
    () =>
      troubled.map(
        (one): Row => ({ ...one, id: `${one.source} ${one.scope}` }),
      ),
    [troubled],
  );
  const columns = useMemo(() => columnsOf(t), [t]);
  if (rows.length === 0) return null;
  return (
    <Section
      title={t('team.stale.title')}
      aside={
        <Link href={paths.sources} variant="body-small">
          {t('team.stale.mend')}
        </Link>
      }
    >
      <Panel flush>
        <DataTable<Row>
          label={t('team.stale.caption')}
          columns={columns}
          rows={rows}
        />
      </Panel>
    </Section>
  );
}

function columnsOf(t: FleetT): DataColumn<Row>[] {
  return [
    {
      id: 'scope',
      label: t('team.stale.scope'),
      isRowHeader: true,
      cell: ({ scope }) => scope,
    },
    {
      id: 'source',
      label: t('team.stale.source'),
      hideBelow: 'narrow',
      cell: ({ source }) => source,
    },
    {
      id: 'state',
      label: t('team.stale.state'),
      cell: ({ state }) => (
        <Mark
          {...freshnessLook(state)}
          word={t(`common.freshness.${state}`)}
          hint={t(`common.freshnessHint.${state}`)}
        />
      ),
    },
    {
      id: 'heard',
      label: t('team.stale.heard'),
      hint: t('team.stale.heardHint'),
      align: 'end',
      cell: ({ lastSuccess }) =>
        lastSuccess === null ? (
          t('common.never')
        ) : (
          <RelativeTime at={lastSuccess} />
        ),
    },
  ];
}
