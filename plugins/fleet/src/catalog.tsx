import { FleetRoot } from './data/FleetRoot';
import { ServiceCard } from './service/ServiceCard';
import { ServiceTab } from './service/ServiceTab';
import { TeamCard } from './team/TeamCard';
import { TeamTab } from './team/TeamTab';

/** Tab of a service in the catalog. */
export function EntityFleetContent() {
  return (
    <FleetRoot>
      <ServiceTab />
    </FleetRoot>
  );
}

/** Card of a service in the catalog. */
export function EntityFleetCard() {
  return (
    <FleetRoot>
      <ServiceCard />
    </FleetRoot>
  );
}

/** Tab of a team in the catalog. */
export function EntityFleetTeamContent() {
  return (
    <FleetRoot>
      <TeamTab />
    </FleetRoot>
  );
}

/** Card of a team in the catalog. */
export function EntityFleetTeamCard() {
  return (
    <FleetRoot>
      <TeamCard />
    </FleetRoot>
  );
}
