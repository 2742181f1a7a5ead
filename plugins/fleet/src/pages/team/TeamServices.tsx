import type { TeamDashboard } from '@landfall/backstage-plugin-fleet-common';
import { useMemo } from 'react';
import { Panel, Section } from '../../components/Frame';
import { useT } from '../../components/useT';
import { useTeamMetrics } from '../../data/useFleetQuery';
import { NoResult } from '../../services/NoResult';
import { ServiceFilterBar } from '../../services/ServiceFilterBar';
import { ServicesTable } from '../../services/ServicesTable';
import { useSeenPlaces } from '../../services/useSeenPlaces';
import { useWindow } from '../../url/useWindow';
import type { ServiceViewState } from '../../url/useServiceView';

/** The services of a team with filters, order and pages. */
export function TeamServices(props: {
  dashboard: TeamDashboard;
  view: ServiceViewState;
  isStale: boolean;
}) {
  const t = useT();
  const { dashboard, view, isStale } = props;
  const { services, team, summary } = dashboard;
  const [window] = useWindow();
  const { data } = useTeamMetrics(team.ref, { window });
  const metrics = useMemo(
    () =>
      data?.rows &&
      new Map(data.rows.map(row => [row.service, row.metrics] as const)),
    [data],
  );
  const places = useSeenPlaces(
    services,
    view.filters,
    summary.platforms.map(one => one.platform),
  );
  return (
    <Section title={t('team.services.caption')}>
      <ServiceFilterBar view={view} places={places} />
      {services.total === 0 ? (
        <NoResult view={view} team={team.ref} />
      ) : (
        <Panel flush>
          <ServicesTable
            list={services}
            view={view}
            isStale={isStale}
            withOwner={team.children.length > 0}
            metrics={metrics}
          />
        </Panel>
      )}
    </Section>
  );
}
