/**
 * One look at an Alertmanager. It lists what fires; what has ended is not there any more. A restart forgets everything until Prometheus tells it again, which
 * it does within a minute: so what is not there has ended only after several looks in a row over some minutes, at the time of the last look that saw it, as
 * an estimate. If it comes back, it never was gone; if a webhook tells the end, that one holds.
 *
 * A silence that somebody lays over an alert is its acknowledgement. What is inhibited, because another alert explains it, opens no incident and ends none.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  Look,
  ObservationOf,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { AlertmanagerConfig, ServerPlace } from '../config/types';
import { readMoment } from '../incidents/moments';
import type { Fact, FactSink } from '../incidents/recorder';
import { alertKey, isIgnored, reportOfAlert } from './alert';
import { AlertmanagerApi, type ActiveAlert } from './alertmanagerApi';
import { readCursor, writeCursor } from './cursor';

const LOOKS_UNTIL_GONE = 3;
/** Prometheus tells a restarted Alertmanager of its alerts within a minute; twice that, and some. */
const GONE_AFTER_MS = 150_000;
/** Recorded in one go. */
const BATCH = 500;

/** Looks once. @throws SourceError */
export async function lookAtAlertmanager(
  config: AlertmanagerConfig & { server: ServerPlace },
  context: SourceContext,
  sink: FactSink,
): Promise<Look> {
  const api = new AlertmanagerApi(config, context.signal);
  try {
    const { items: alerts, unreadable } = await api.alerts();
    const silences = alerts.some(({ status }) => status.silencedBy.length > 0)
      ? await silencesOf(api)
      : new Map<string, number>();
    const now = context.clock.now();
    const open: ObservationOf<'incident'>[] = [];
    for await (const observation of context.open('incident')) {
      if (observation.kind === 'incident') open.push(observation);
    }
    const isOpen = new Set(open.map(({ key }) => key));
    const troubles = new Map<string, { count: number; example: string }>();
    const facts: Fact[] = [];
    for (const alert of alerts) {
      if (isIgnored(alert, config)) continue;
      const isInhibited = alert.status.inhibitedBy.length > 0;
      if (isInhibited && !isOpen.has(alertKey(alert) ?? '')) continue;
      const told = reportOfAlert(alert, {
        config,
        now,
        stateOf: startsAt => ({
          version: Math.max(startsAt, readMoment(alert.updatedAt) ?? 0),
          state: 'open',
          acknowledgedAt: silencedAt(alert, startsAt, silences),
        }),
      });
      if ('report' in told) {
        facts.push({ type: 'incident', report: told.report });
        continue;
      }
      const example = alert.labels.alertname ?? alert.fingerprint;
      const known = troubles.get(told.trouble);
      troubles.set(told.trouble, {
        count: (known?.count ?? 0) + 1,
        example: known?.example ?? example,
      });
    }
    // What cannot be read might be any of them.
    const state = readCursor(context.cursor);
    if (unreadable === 0) {
      const there = new Set(alerts.map(alert => alertKey(alert)));
      const gone = open.filter(({ key }) => !there.has(key));
      facts.push(...endsOf(gone, state, now));
    }
    for (let start = 0; start < facts.length; start += BATCH) {
      context.signal.throwIfAborted();
      await sink.record(config.name, facts.slice(start, start + BATCH), {
        onlyNews: true,
      });
    }
    await context.report([], {
      cursor: writeCursor({ ...state, lastLook: now }),
    });
    await context.flush();
    return {
      complete: unreadable === 0,
      problems: problemsOf(config, { troubles, unreadable }),
    };
  } finally {
    await api.close();
  }
}

async function silencesOf(api: AlertmanagerApi): Promise<Map<string, number>> {
  const { items } = await api.silences();
  return new Map(
    items.flatMap(({ id, startsAt }) => {
      const at = readMoment(startsAt);
      return at === undefined ? [] : [[id, at]];
    }),
  );
}

/** When somebody silenced it; at its beginning, where that was before. */
function silencedAt(
  { status }: ActiveAlert,
  startsAt: number,
  silences: ReadonlyMap<string, number>,
): number | undefined {
  const begins = status.silencedBy.flatMap(id => silences.get(id) ?? []);
  return begins.length === 0
    ? undefined
    : Math.max(startsAt, Math.min(...begins));
}

/** Ends what was not there for long enough; counts what was not there this time in the state. */
function endsOf(
  gone: readonly ObservationOf<'incident'>[],
  state: ReturnType<typeof readCursor>,
  now: number,
): Fact[] {
  const before = new Map(state.missed);
  state.missed.clear();
  return gone.flatMap(({ key, at, version }): Fact[] => {
    const known = before.get(key);
    const lastSeen = known?.lastSeen ?? Math.max(at, state.lastLook ?? now);
    const looks = (known?.looks ?? 0) + 1;
    if (looks < LOOKS_UNTIL_GONE || now - lastSeen < GONE_AFTER_MS) {
      state.missed.set(key, { looks, lastSeen });
      return [];
    }
    return [
      {
        type: 'incident',
        report: {
          key,
          version,
          state: { endedAt: lastSeen, estimated: true },
          details: {},
        },
      },
    ];
  });
}

function problemsOf(
  { name, path }: AlertmanagerConfig,
  {
    troubles,
    unreadable,
  }: {
    troubles: ReadonlyMap<string, { count: number; example: string }>;
    unreadable: number;
  },
): Problem[] {
  const problems = [...troubles].map(([trouble, { count, example }]) => ({
    text: `${count} alerts of Alertmanager ${name} are left out, as each ${trouble}; one is ${example.slice(
      0,
      100,
    )}`,
    fix: `Give them the label, or say in ${path}.service by which labels they name their service; those that are no incidents of a service belong into ${path}.ignore.`,
  }));
  return unreadable === 0
    ? problems
    : [
        ...problems,
        {
          text: `${unreadable} alerts of Alertmanager ${name} cannot be read`,
          fix: `Check that ${path}.url is the address of an Alertmanager with API version 2.`,
        },
      ];
}
