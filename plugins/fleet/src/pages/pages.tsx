import { FleetRoot } from '../data/FleetRoot';
import { QualityPage } from '../delivery/quality/QualityPage';
import { MeasuresPage } from '../measures/MeasuresPage';
import { MigrationsRouter } from '../migrations/MigrationsRouter';
import { DeploymentsPage } from './deployments/DeploymentsPage';
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

/** The deployments of all services, as a page of its own. */
export function Deployments() {
  return (
    <FleetRoot>
      <DeploymentsPage />
    </FleetRoot>
  );
}

/** The migrations and their reviews, as a page of its own. */
export function Migrations() {
  return (
    <FleetRoot>
      <MigrationsRouter />
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

/** What to mend so that more numbers are known, as a page of its own. */
export function Quality() {
  return (
    <FleetRoot>
      <QualityPage />
    </FleetRoot>
  );
}

/** How delivery is measured, as a page of its own. */
export function Measures() {
  return (
    <FleetRoot>
      <MeasuresPage />
    </FleetRoot>
  );
}
