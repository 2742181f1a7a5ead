/**
 * What is known of an incident, together with what a message tells. Messages come twice, late and in any order, and each tells only a part;
 * two ways (a webhook and a poll) tell of the same incident.
 *
 * - Of two messages that tell the state (open or ended), the one with the higher version holds, with all that it tells.
 * - An older one, and one that tells no state, only fills in what is not known yet.
 * - The first acknowledgement stays, and so does the first known beginning.
 * - An end that was estimated gives way to one that the tool tells, whatever their versions, unless it was opened again.
 * - What had ended changes only by a correction that says why.
 */
import type {
  IncidentBody,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { isDeepStrictEqual } from 'node:util';
import type { IncidentReport } from './report';

/** As many as an observation may have. */
const MOST_ALIASES = 32;
const NOTHING: IncidentBody = {
  title: '',
  severity: null,
  acknowledgedAt: null,
  impactStartedAt: null,
  mergedInto: null,
  aliases: [],
  causedBy: { commits: [], versions: [] },
};

/** What is known of an incident. */
export type KnownIncident = ObservationOf<'incident'>;

/**
 * What is known with the message; undefined where a message tells of an incident of which nobody told whose it is.
 */
export function foldReport(
  known: KnownIncident | undefined,
  report: IncidentReport,
): KnownIncident | undefined {
  const subject =
    (isNews(known, report) ? report.subject : undefined) ??
    subjectOf(known) ??
    report.subject;
  if (!subject) return undefined;
  const beginning = beginningOf(known, report);
  const end = endOf(known, report);
  const body = bodyOf(known, report);
  return {
    kind: 'incident',
    key: report.key,
    version: Math.max(known?.version ?? 0, report.version),
    ...subject,
    at: beginning.at,
    ended: end.ended,
    // Two clocks may disagree.
    endedAt: end.endedAt === null ? null : Math.max(end.endedAt, beginning.at),
    estimated: { at: beginning.estimated, endedAt: end.estimated },
    backfilled: (known?.backfilled ?? true) && report.backfilled === true,
    ...correctionOf(known, { end, body, subject, beginning }),
    body,
  };
}

/** Whether it tells the state, and nothing newer is known. */
function isNews(known: KnownIncident | undefined, report: IncidentReport) {
  return (
    known === undefined ||
    (report.state !== undefined &&
      (report.version >= known.version || isOnlyAcknowledged(known)))
  );
}

/** Whether the newest that is known is that somebody took it: that says nothing of whether it has ended since. */
function isOnlyAcknowledged({ ended, version, body }: KnownIncident): boolean {
  return !ended && body.acknowledgedAt === version;
}

function subjectOf(known: KnownIncident | undefined) {
  if (known?.service !== undefined) return { service: known.service };
  return known?.origin === undefined ? undefined : { origin: known.origin };
}

function beginningOf(
  known: KnownIncident | undefined,
  { openedAt, version }: IncidentReport,
): { at: number; estimated: boolean } {
  if (known && (!known.estimated.at || openedAt === undefined)) {
    return { at: known.at, estimated: known.estimated.at };
  }
  return openedAt === undefined
    ? { at: version, estimated: true }
    : { at: openedAt, estimated: false };
}

interface End {
  ended: boolean;
  endedAt: number | null;
  estimated: boolean;
}

function endOf(known: KnownIncident | undefined, report: IncidentReport): End {
  const { state } = report;
  const before: End = {
    ended: known?.ended ?? false,
    endedAt: known?.endedAt ?? null,
    estimated: known?.estimated.endedAt ?? false,
  };
  if (state === undefined) return before;
  const news = isNews(known, report);
  if (state === 'open') {
    return news ? { ended: false, endedAt: null, estimated: false } : before;
  }
  const told: End = { ended: true, ...state };
  if (state.estimated && before.ended && !before.estimated) return before;
  const isMoreExact = before.ended && before.estimated && !state.estimated;
  return news || isMoreExact ? told : before;
}

function bodyOf(
  known: KnownIncident | undefined,
  report: IncidentReport,
): IncidentBody {
  const before = known?.body ?? NOTHING;
  const told = Object.fromEntries(
    Object.entries(report.details).filter(([, value]) => value !== undefined),
  );
  const filled = Object.fromEntries(
    Object.entries(told).filter(([name]) => isEmpty(before, name)),
  );
  const aliases = [...before.aliases, ...(report.details.aliases ?? [])];
  return {
    ...before,
    ...(isNews(known, report) ? told : filled),
    acknowledgedAt: earliest(before.acknowledgedAt, report.acknowledgedAt),
    aliases: [...new Set(aliases)].sort().slice(0, MOST_ALIASES),
  };
}

/** Whether nothing is known under a name. */
function isEmpty(body: IncidentBody, name: string): boolean {
  const value: unknown = Reflect.get(body, name);
  return (
    value === undefined || isDeepStrictEqual(value, Reflect.get(NOTHING, name))
  );
}

function earliest(a: number | null, b: number | undefined): number | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return Math.min(a, b);
}

/** Why something that had ended changes; nothing where it had not, or does not. */
function correctionOf(
  known: KnownIncident | undefined,
  next: {
    end: End;
    body: IncidentBody;
    subject: object;
    beginning: { at: number };
  },
): { correction?: string } {
  if (!known?.ended) return {};
  if (!next.end.ended) return { correction: 'It was opened again' };
  if (next.end.endedAt !== known.endedAt) {
    return { correction: 'The tool tells another end' };
  }
  const same =
    isDeepStrictEqual(next.body, known.body) &&
    isDeepStrictEqual(next.subject, subjectOf(known)) &&
    next.beginning.at === known.at;
  return same ? {} : { correction: 'The tool told more of it later' };
}
