/** Where the timeline is on a service's tab. */
export const TIMELINE_ANCHOR = 'timeline';
