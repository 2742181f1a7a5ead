import type { ServiceList } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { DataTable, type DataColumn } from '../components/DataTable';
import { ServiceLink, TeamLink } from '../components/EntityLink';
import { Missing } from '../components/Missing';
import { Pager } from '../components/Pager';
import { useT } from '../components/useT';
import {
  useMetricHint,
  type MetricHints,
} from '../delivery/metrics/useMetricHint';
import type { FleetT } from '../translation';
import { SERVICE_SORTS } from '../url/serviceQuery';
import { useCursorPages } from '../url/useCursorPages';
import { isDescending, type ServiceViewState } from '../url/useServiceView';
import { FrequencyCell } from './FrequencyCell';
import { metricColumns, type ServiceNumbers } from './metricColumns';
import { LastDeploymentCell } from './LastDeploymentCell';
import { RunsOnCell } from './RunsOnCell';
import { StateCell } from './StateCell';

/** How many services are on a page of the table. */
export const SERVICES_PAGE_SIZE = 50;

/** Widths of the columns in parts of the table's own width (cqi), bounded by what their content needs; the name has the rest. */
const WIDTHS = {
  state: 'min(212px, 46cqi)',
  runsOn: 'max(18cqi, min(225px, 22cqi))',
  runsOnWide: 'max(21cqi, min(225px, 22cqi))',
  last: 'max(23cqi, min(270px, 38cqi))',
  frequency: '135px',
  owner: '12cqi',
};

/** Where the numbers of each service stand beside it, the others have less room. */
const NARROWER: Partial<typeof WIDTHS> = {
  state: 'min(180px, 46cqi)',
  runsOn: 'max(15cqi, min(180px, 22cqi))',
  runsOnWide: 'max(15cqi, min(180px, 22cqi))',
  last: 'max(19cqi, min(230px, 38cqi))',
  frequency: '120px',
};

type Service = ServiceList['items'][number] & { id: string };

/** The table of services that the team dashboard and the list of all services share. */
export function ServicesTable(props: {
  list: ServiceList | undefined;
  view: ServiceViewState;
  isStale?: boolean;
  /** Whether to say which team owns each; needless where all are of one. */
  withOwner: boolean;
  /** The metrics of each service, by its reference; where they are left out there are no columns for them. */
  metrics?: ServiceNumbers;
}) {
  const t = useT();
  const { list, view, isStale, withOwner, metrics } = props;
  const pages = useCursorPages();
  const hintOf = useMetricHint();
  const columns = useMemo(
    () => columnsOf(t, { withOwner, metrics, hintOf }),
    [t, withOwner, metrics, hintOf],
  );
  const rows = useMemo(
    () => list?.items.map(item => ({ ...item, id: item.ref })),
    [list],
  );
  return (
    <div>
      <DataTable<Service>
        label={t('team.services.caption')}
        columns={columns}
        rows={rows}
        skeletonRows={8}
        isStale={isStale}
        sort={{ column: view.sort, descending: isDescending(view) }}
        onSort={column => {
          const sort = SERVICE_SORTS.find(one => one === column);
          if (sort) view.toggleSort(sort);
        }}
      />
      {list && (
        <Pager
          pages={pages}
          pageSize={SERVICES_PAGE_SIZE}
          shown={list.items.length}
          total={list.total}
          nextCursor={list.nextCursor}
        />
      )}
    </div>
  );
}

function columnsOf(
  t: FleetT,
  options: {
    withOwner: boolean;
    metrics: ServiceNumbers | undefined;
    hintOf: MetricHints;
  },
): DataColumn<Service>[] {
  const { withOwner, metrics, hintOf } = options;
  const widths = metrics ? { ...WIDTHS, ...NARROWER } : WIDTHS;
  const owner: DataColumn<Service> = {
    id: 'owner',
    label: t('team.services.owner'),
    width: widths.owner,
    hideBelow: 'wide',
    cell: ({ owner: team }) =>
      team ? (
        <TeamLink to={team.ref} title={team.title} />
      ) : (
        <Missing reason={t('team.services.noOwner')} />
      ),
  };
  return [
    {
      id: 'name',
      label: t('team.services.service'),
      isRowHeader: true,
      sortable: true,
      cell: service => <ServiceLink to={service.ref} title={service.title} />,
    },
    {
      id: 'attention',
      label: t('team.services.state'),
      hint: t('team.services.stateHint'),
      sortable: true,
      width: widths.state,
      cell: service => <StateCell service={service} />,
    },
    {
      id: 'runsOn',
      label: t('team.services.runsOn'),
      hint: t('team.services.runsOnHint'),
      hideBelow: 'medium',
      // Where there is no team to name there is room for two platforms.
      width: withOwner ? widths.runsOn : widths.runsOnWide,
      cell: service => <RunsOnCell service={service} />,
    },
    {
      id: 'lastDeployment',
      label: t('team.services.last'),
      hint: t('team.services.lastHint'),
      sortable: true,
      hideBelow: 'narrow',
      width: widths.last,
      cell: service => (
        <LastDeploymentCell deployment={service.lastDeployment} />
      ),
    },
    {
      id: 'frequency',
      label: t('team.services.perWeek'),
      hint: t('team.services.perWeekHint'),
      sortable: true,
      align: 'end',
      hideBelow: 'medium',
      width: widths.frequency,
      cell: service => <FrequencyCell frequency={service.frequency} />,
    },
    ...(metrics
      ? metricColumns<Service>(t, {
          hintOf,
          metrics,
          // The team takes the room.
          hideBelow: withOwner ? 'widest' : 'wide',
        })
      : []),
    ...(withOwner ? [owner] : []),
  ];
}
