import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Zones } from '../translation';

const ZonesContext = createContext<Zones | undefined>(undefined);

/**
 * Shows the times of what is in it in the zone of a team. Days and weeks that the API tells stay those of the portal.
 *
 * @param props.display - the viewer's own where it is left out, as is said by portals that know no zones of teams
 */
export function InZone(props: {
  display: string | undefined;
  portal: string | undefined;
  children: ReactNode;
}) {
  const { display, portal, children } = props;
  const zones = useMemo(
    () =>
      display === undefined
        ? undefined
        : { display, portal: portal ?? display },
    [display, portal],
  );
  return (
    <ZonesContext.Provider value={zones}>{children}</ZonesContext.Provider>
  );
}

/** The zones of what this is in; undefined where times are the viewer's. */
export function useZones(): Zones | undefined {
  return useContext(ZonesContext);
}
