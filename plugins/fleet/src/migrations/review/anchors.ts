/** Where the table of services is on the page. */
export const SERVICES_ANCHOR = 'migration-services';

/** Brings the table of services into view, for those who chose above what it lists. */
export function showServices(): void {
  const still = window.matchMedia?.('(prefers-reduced-motion: reduce)').matches;
  document
    .getElementById(SERVICES_ANCHOR)
    ?.scrollIntoView?.({ behavior: still ? 'auto' : 'smooth', block: 'start' });
}
