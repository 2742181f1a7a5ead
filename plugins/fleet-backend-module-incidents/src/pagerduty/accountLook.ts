/**
 * One look at PagerDuty. What happened since the last look stands in the log: each of its entries comes with the incident as it is now, and those of
 * notifications are the pages. Incidents that are open are listed besides, as not every change is in the log, and those that we hold for open and are not
 * among them are asked for one by one.
 *
 * The log is read in stretches, oldest first, and each is recorded with how far it reached: a look that is cut off goes on there.
 */
import type {
  Look,
  ObservationInput,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { originOfPagerDutyService } from '@landfall/backstage-plugin-fleet-node';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { PagerDutyConfig } from '../config/types';
import { momentTrouble, readMoment } from '../incidents/moments';
import type { Fact, FactSink } from '../incidents/recorder';
import {
  changedAtOf,
  reportOfIncident,
  type PagerDutyIncident,
} from './incident';
import type { LogEntry, PagerDutyApi } from './pagerDutyApi';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Entries may appear a little late. */
const OVERLAP_MS = 5 * 60_000;
const LONGEST_STRETCH_MS = DAY_MS;
const SHORTEST_STRETCH_MS = 60_000;
/** In one look; what is left waits for the next. */
const MOST_STRETCHES = 20;
/** Asked for one by one in one look. */
const MOST_SINGLE = 50;
/** Recorded in one go. */
const BATCH = 500;

/** See the top of the file. */
export class AccountLook {
  private readonly troubles = new Map<string, string>();
  private unreadable = 0;
  private truncated = false;

  constructor(
    private readonly config: PagerDutyConfig,
    private readonly context: SourceContext,
    private readonly sink: FactSink,
    private readonly api: PagerDutyApi,
  ) {}

  async run(): Promise<Look> {
    const { context, config } = this;
    const now = context.clock.now();
    const reached = readUntil(context.cursor);
    const from = reached ?? now - config.backfillDays * DAY_MS;
    const until = await this.readLog(from, now);
    await this.readOpen();
    const behind = until < now;
    return {
      complete: !behind && this.unreadable === 0 && !this.truncated,
      problems: this.problems(behind ? until : undefined),
    };
  }

  /** Reads the log, and says how far it came. */
  private async readLog(from: number, now: number): Promise<number> {
    const { context, api } = this;
    let since = from;
    let length = LONGEST_STRETCH_MS;
    for (let read = 0; read < MOST_STRETCHES; read += 1) {
      const until = Math.min(since + length, now);
      const entries = await api.logEntries({
        since: since - OVERLAP_MS,
        until,
      });
      if (entries.truncated && length > SHORTEST_STRETCH_MS) {
        length = Math.max(SHORTEST_STRETCH_MS, Math.floor(length / 4));
        continue;
      }
      this.truncated ||= entries.truncated;
      this.unreadable += entries.unreadable;
      await this.record(this.factsOf(entries.items, now));
      since = until;
      await context.report([], { cursor: { until } });
      await context.flush();
      if (since >= now) break;
    }
    return since;
  }

  private factsOf(entries: readonly LogEntry[], now: number): Fact[] {
    const incidents = new Map<
      string,
      { incident: PagerDutyIncident; acknowledgedAt?: number }
    >();
    const pages: Fact[] = [];
    // Newest first: so the earliest acknowledgement comes last.
    for (const { id, type, created_at, html_url, incident } of entries) {
      if (!incident) continue;
      const at = readMoment(created_at);
      const known = incidents.get(incident.id) ?? { incident };
      if (type.startsWith('acknowledge_log_entry') && at !== undefined) {
        known.acknowledgedAt = Math.min(at, known.acknowledgedAt ?? at);
      }
      incidents.set(incident.id, known);
      if (!type.startsWith('notify_log_entry')) continue;
      const wrong = at === undefined ? 'is no time' : momentTrouble(at, now);
      if (wrong || at === undefined) {
        this.troubles.set(`A page is left out, as its time ${wrong}`, id);
        continue;
      }
      pages.push({
        type: 'observation',
        observation: pageOf({ id, at, incident, html_url, now }),
      });
    }
    return [
      ...[...incidents.values()].flatMap(({ incident, acknowledgedAt }) =>
        this.factOf(incident, { now, acknowledgedAt }),
      ),
      ...pages,
    ];
  }

  private factOf(
    incident: PagerDutyIncident,
    options: { now: number; acknowledgedAt?: number },
  ): Fact[] {
    const changedAt = changedAtOf(incident);
    const told = reportOfIncident(incident, {
      ...options,
      changedAt,
      backfilled: isLate(changedAt, options.now),
    });
    if ('report' in told) return [{ type: 'incident', report: told.report }];
    this.troubles.set(
      `An incident is left out, as it ${told.trouble}`,
      incident.id,
    );
    return [];
  }

  private async readOpen(): Promise<void> {
    const { context, api } = this;
    const now = context.clock.now();
    const listed = await api.openIncidents();
    this.unreadable += listed.unreadable;
    this.truncated ||= listed.truncated;
    await this.record(
      listed.items.flatMap(incident => this.factOf(incident, { now })),
    );
    const there = new Set(listed.items.map(({ id }) => id));
    const doubtful: string[] = [];
    for await (const { key } of context.open('incident')) {
      if (!there.has(key)) doubtful.push(key);
      if (doubtful.length === MOST_SINGLE) break;
    }
    for (const key of doubtful) {
      const incident = await api.incident(key);
      await this.record(
        incident ? this.factOf(incident, { now }) : [goneFact(key, now)],
      );
    }
  }

  private async record(facts: readonly Fact[]): Promise<void> {
    for (let start = 0; start < facts.length; start += BATCH) {
      this.context.signal.throwIfAborted();
      await this.sink.record(
        this.config.account,
        facts.slice(start, start + BATCH),
        { onlyNews: true },
      );
    }
  }

  private problems(behind: number | undefined): Problem[] {
    const { path } = this.config;
    const problems = [...this.troubles].map(([text, id]) => ({
      text: `${text}; one is ${id}`,
      fix: 'Look at it in PagerDuty.',
    }));
    if (this.unreadable > 0) {
      problems.push({
        text: `${this.unreadable} entries of PagerDuty cannot be read`,
        fix: `Check that ${path}.url is the address of its REST API.`,
      });
    }
    if (this.truncated) {
      problems.push({
        text: 'PagerDuty has more incidents or entries at once than its API gives',
        fix: 'Resolve incidents that nobody works on.',
      });
    }
    if (behind !== undefined) {
      problems.push({
        text: `The log of PagerDuty is read up to ${new Date(
          behind,
        ).toISOString()}; the rest comes after it`,
        fix: `Wait for some minutes, or lower ${path}.backfillDays.`,
      });
    }
    return problems;
  }
}

/** A page, from the entry of the log that says that somebody was notified. */
function pageOf(options: {
  id: string;
  at: number;
  incident: PagerDutyIncident;
  html_url?: string | null;
  now: number;
}): ObservationInput {
  const { id, at, incident, now } = options;
  return {
    kind: 'page',
    key: `page/${id}`,
    version: at,
    origin: originOfPagerDutyService(incident.service.id),
    at,
    ended: true,
    endedAt: at,
    backfilled: isLate(at, now),
    body: {
      urgency: incident.urgency ?? 'high',
      incident: incident.id,
      ...(incident.html_url &&
        /^https?:/.test(incident.html_url) && { link: incident.html_url }),
    },
  };
}

/** Whether a look that came in time would have seen it before. */
function isLate(at: number, now: number): boolean {
  return now - at > HOUR_MS;
}

/** It was deleted: nobody knows when it ended. */
function goneFact(key: string, now: number): Fact {
  return {
    type: 'incident',
    report: {
      key,
      version: now,
      state: { endedAt: now, estimated: true },
      details: {},
    },
  };
}

function readUntil(cursor: unknown): number | undefined {
  const until: unknown = Reflect.get(Object(cursor), 'until');
  return typeof until === 'number' ? until : undefined;
}
