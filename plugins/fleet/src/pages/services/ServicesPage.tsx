import type { ServiceList } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { Frame, Panel } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { Restricted } from '../../components/Restricted';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { WindowSelect } from '../../components/WindowSelect';
import { useServices } from '../../data/useFleetQuery';
import { FirstStart } from '../home/FirstStart';
import { NoResult } from '../../services/NoResult';
import { ServiceFilterBar } from '../../services/ServiceFilterBar';
import {
  SERVICES_PAGE_SIZE,
  ServicesTable,
} from '../../services/ServicesTable';
import { useSeenPlaces } from '../../services/useSeenPlaces';
import { activeFilters, toServiceQuery } from '../../url/serviceQuery';
import {
  useServiceView,
  type ServiceViewState,
} from '../../url/useServiceView';

/** All services that the viewer may see, with filters, those that need attention first. */
export function ServicesPage() {
  const t = useT();
  const view = useServiceView();
  const answer = useServices(toServiceQuery(view, SERVICES_PAGE_SIZE));
  return (
    <Frame>
      <AnswerView
        answer={answer}
        waiting={t('states.waiting.services')}
        skeleton={<TableSkeleton rows={12} />}
      >
        {list => (
          <Services list={list} view={view} isStale={answer.isPrevious} />
        )}
      </AnswerView>
    </Frame>
  );
}

function Services(props: {
  list: ServiceList;
  view: ServiceViewState;
  isStale: boolean;
}) {
  const t = useT();
  const { list, view, isStale } = props;
  const places = useSeenPlaces(list, view.filters);
  const filtered = activeFilters(view.filters).length > 0;
  if (list.total === 0 && !filtered) return <FirstStart />;
  return (
    <>
      <PageHead
        title={t('common.services', {
          count: list.total,
        })}
        meta={<Restricted restricted={list.restricted} />}
        tools={<WindowSelect />}
        freshness={list.freshness}
      />
      <ServiceFilterBar view={view} places={places} />
      {list.total === 0 ? (
        <NoResult view={view} />
      ) : (
        <Panel flush>
          <ServicesTable list={list} view={view} isStale={isStale} withOwner />
        </Panel>
      )}
    </>
  );
}
