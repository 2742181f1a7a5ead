/**
 * An incident of PagerDuty, as its REST API and its webhooks tell it. Never a person: acknowledgers, assignees and responders are not read.
 * The shapes are those of https://developer.pagerduty.com/api-reference/ and https://developer.pagerduty.com/docs/webhooks-overview.
 */
import {
  originOfPagerDutyService,
  redact,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import { momentTrouble, readMoment } from '../incidents/moments';
import type { IncidentReport } from '../incidents/report';

const LONGEST_TITLE = 256;
const LONGEST_SEVERITY = 63;
const LONGEST_ALIAS = 512;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id');
const reference = z.object({ id });
const optional = z.string().nullish();

/** What both ways tell of an incident. */
export const incidentSchema = z.object({
  id,
  html_url: optional,
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  incident_key: optional,
  created_at: z.string(),
  title: optional,
  service: reference,
  priority: z.object({ summary: optional }).nullish(),
  urgency: z.enum(['high', 'low']).nullish(),
  resolve_reason: z
    .object({ type: z.string(), incident: reference.nullish() })
    .nullish(),
  /** Only of the API. */
  updated_at: optional,
  resolved_at: optional,
  last_status_change_at: optional,
  acknowledgements: z.array(z.object({ at: z.string() })).nullish(),
});
/** See {@link incidentSchema}. */
export type PagerDutyIncident = z.output<typeof incidentSchema>;

/**
 * What an incident reports, or why it reports nothing, in words that follow its id.
 */
export function reportOfIncident(
  incident: PagerDutyIncident,
  options: {
    /** When it came to be as it is told. */
    changedAt: number;
    /** When somebody took it, where the incident itself does not say so. */
    acknowledgedAt?: number;
    now: number;
    backfilled?: boolean;
  },
): { report: IncidentReport } | { trouble: string } {
  const { now, changedAt } = options;
  const openedAt = readMoment(incident.created_at);
  if (openedAt === undefined) return { trouble: 'has no time in created_at' };
  const wrong = momentTrouble(openedAt, now) ?? momentTrouble(changedAt, now);
  if (wrong)
    return { trouble: `was opened or changed at a time that ${wrong}` };
  const endedAt =
    incident.status === 'resolved'
      ? readMoment(incident.resolved_at) ??
        readMoment(incident.last_status_change_at) ??
        changedAt
      : undefined;
  if (endedAt !== undefined) {
    const trouble = momentTrouble(endedAt, now);
    if (trouble) return { trouble: `was resolved at a time that ${trouble}` };
    if (endedAt < openedAt) return { trouble: 'ends before it begins' };
  }
  const { resolve_reason: reason } = incident;
  const link = linkOf(incident.html_url);
  return {
    report: {
      key: incident.id,
      version: changedAt,
      subject: { origin: originOfPagerDutyService(incident.service.id) },
      openedAt,
      state: endedAt === undefined ? 'open' : { endedAt, estimated: false },
      acknowledgedAt: earliest([
        ...(incident.acknowledgements ?? []).map(({ at }) => readMoment(at)),
        options.acknowledgedAt,
      ]),
      backfilled: options.backfilled,
      details: {
        title: redact(incident.title ?? '', { limit: LONGEST_TITLE }),
        severity:
          (incident.priority?.summary ?? incident.urgency)?.slice(
            0,
            LONGEST_SEVERITY,
          ) || null,
        mergedInto:
          reason?.type === 'merge_resolve_reason'
            ? reason.incident?.id ?? null
            : null,
        aliases: incident.incident_key
          ? [incident.incident_key.slice(0, LONGEST_ALIAS)]
          : [],
        link,
      },
    },
  };
}

/** Of the API's object: when it changed last. */
export function changedAtOf(incident: PagerDutyIncident): number {
  return Math.max(
    readMoment(incident.updated_at) ?? 0,
    readMoment(incident.last_status_change_at) ?? 0,
    readMoment(incident.created_at) ?? 0,
  );
}

function earliest(times: (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function linkOf(text: string | null | undefined): string | undefined {
  const url = text ? URL.parse(text) : null;
  return url && /^https?:$/.test(url.protocol) && url.href.length <= 2048
    ? url.href
    : undefined;
}
