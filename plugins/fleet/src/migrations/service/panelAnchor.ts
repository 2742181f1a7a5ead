/** The id of the panel of a migration on a service's tab, to which other pages lead. */
export function panelAnchor(migration: string): string {
  return `migration-${migration}`;
}
