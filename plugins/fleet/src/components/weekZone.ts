import type { FleetT } from '../translation';

/** Words with the zone that weeks are cut in, where that is not the one in which the page shows times: else a week would seem to begin on a Sunday. */
export function withWeekZone(t: FleetT, words: string): string {
  if (!t.zones || t.zones.display === t.zones.portal) return words;
  return `${words} ${t('common.zone.weeks', { portal: t.zones.portal })}`;
}
