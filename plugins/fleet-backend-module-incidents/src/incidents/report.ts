import type { IncidentBody } from '@landfall/backstage-plugin-fleet-node';

/** Whose incident it is. */
export type Subject =
  | { service: string; origin?: undefined }
  | { origin: string; service?: undefined };

/** What is known of the incident besides its times, as far as one message tells it. */
export type IncidentDetails = Partial<
  Pick<
    IncidentBody,
    | 'title'
    | 'severity'
    | 'impactStartedAt'
    | 'mergedInto'
    | 'aliases'
    | 'causedBy'
    | 'link'
  >
>;

/**
 * What one message of a tool tells of one incident. What it does not tell stays as it is known.
 */
export interface IncidentReport {
  /** By the tool's own id. */
  key: string;
  /** Order of what the tool tells of it: when it changed, ms. */
  version: number;
  /** Whose it is; undefined where the message does not tell, which counts only for what is known already. */
  subject?: Subject;
  /** When it was opened; undefined where the message does not tell. */
  openedAt?: number;
  /** Undefined where the message does not tell whether it has ended. */
  state?: 'open' | { endedAt: number; estimated: boolean };
  /** When somebody took it; never who. */
  acknowledgedAt?: number;
  /** Found after a gap in what was seen. */
  backfilled?: boolean;
  details: IncidentDetails;
}
