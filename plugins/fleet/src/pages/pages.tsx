import { FleetRoot } from '../data/FleetRoot';
import { ServicesPage } from './services/ServicesPage';
import { SourcesPage } from './sources/SourcesPage';
import { TeamsRouter } from './TeamsRouter';

/** The teams and their dashboards, as a page of its own. */
export function Teams() {
  return (
    <FleetRoot>
      <TeamsRouter />
    </FleetRoot>
  );
}

/** All services, as a page of its own. */
export function Services() {
  return (
    <FleetRoot>
      <ServicesPage />
    </FleetRoot>
  );
}

/** The sources, as a page of its own. */
export function Sources() {
  return (
    <FleetRoot>
      <SourcesPage />
    </FleetRoot>
  );
}
