import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { Chance } from '../chance';
import { CLUSTERS } from '../company/places';
import type { DemoService, DemoWorkload } from '../company/types';
import { calendarOf, type Change } from '../life/changes';
import { bornAt } from '../life/rollouts';
import { HOUR_MS } from '../migration/times';
import { CODE_HOST } from './habits';
import { factOf, type Fact } from './fact';

/** What is told of what people are called to, and what they have to work off. */
export interface OnCallOptions {
  seed: string;
  service: DemoService;
  workloads: readonly DemoWorkload[];
  /** First and last day of the history, in days since the epoch. */
  fromDay: number;
  toDay: number;
  /** When the story began, in ms since the epoch. */
  startedAt: number;
}

/** An incident with all that will come of it; instants in ms since the epoch. */
interface DemoIncident {
  key: string;
  title: string;
  severity: 'critical' | 'warning';
  openedAt: number;
  /** Infinite for never. */
  acknowledgedAt: number;
  resolvedAt: number;
  /** It turned out not to be over: from then until then it was open again. */
  again?: { at: number; until: number };
}

const MINUTE_MS = 60_000;

/** Of the guest's team: an incident that nobody has resolved yet, and one that was opened again. */
const NEVER_RESOLVED = 'ledger-api';
const REOPENED = 'cart-gateway';

/** Incidents, pages and tickets of one service. */
export function factsOnCall(options: OnCallOptions): Fact[] {
  const { service, workloads, fromDay } = options;
  const begunAt = Math.max(productionSince(options), fromDay * DAY_MS);
  if (workloads.length === 0 || begunAt === Infinity) return [];
  const { onCall, tickets } = service.habits;
  const incidents = onCall
    ? incidentsOf(options).filter(({ openedAt }) => openedAt >= begunAt)
    : [];
  return [
    ...incidents.flatMap(incident => [
      incidentFact(service, incident),
      ...pagesOf(service, incident),
    ]),
    ...(onCall ? falseAlarms(options) : []),
    ...(tickets ? ticketsOf(options) : []),
  ];
}

/** Since when it runs where customers are. */
function productionSince({ seed, workloads }: OnCallOptions): number {
  return Math.min(
    ...workloads
      .filter(
        ({ staging, target }) => !staging && target.cluster !== CLUSTERS.edge,
      )
      .map(workload => bornAt(seed, workload)),
  );
}

function incidentsOf(options: OnCallOptions): DemoIncident[] {
  const { seed, service, fromDay, toDay, startedAt } = options;
  const changesOf = calendarOf({ seed, owner: service });
  const incidents: DemoIncident[] = [];
  for (let day = fromDay; day <= toDay; day += 1) {
    incidents.push(
      ...changesOf(day).flatMap(change => causedBy(change, options)),
      ...outOfTheBlue(day, options),
    );
  }
  if (service.name === NEVER_RESOLVED) {
    incidents.push({
      key: `incident:${service.name}:${startedAt}:never-resolved`,
      title: 'Balances differ between the ledger and its copies',
      severity: 'warning',
      openedAt: startedAt - 9 * DAY_MS - 5 * HOUR_MS,
      acknowledgedAt: startedAt - 9 * DAY_MS - 4 * HOUR_MS,
      resolvedAt: Infinity,
    });
  }
  if (service.name === REOPENED) {
    const openedAt = startedAt - 3 * DAY_MS - 2 * HOUR_MS;
    incidents.push({
      key: `incident:${service.name}:${startedAt}:reopened`,
      title: 'Customers see empty carts',
      severity: 'critical',
      openedAt,
      acknowledgedAt: openedAt + 6 * MINUTE_MS,
      resolvedAt: openedAt + 50 * MINUTE_MS,
      again: {
        at: openedAt + 2 * HOUR_MS,
        until: openedAt + 5.5 * HOUR_MS,
      },
    });
  }
  return incidents;
}

/** What a change brings upon those who are on call: sometimes where it did not come up, seldom where it seemed to go well. */
function causedBy(
  change: Change,
  { seed, service }: OnCallOptions,
): DemoIncident[] {
  const { day, index, at, fate, kind, stagingOnly } = change;
  const chance = new Chance(seed, 'caused', service.name, day, index);
  const key = `incident:${service.name}:${day}.${index}`;
  if (stagingOnly || kind === 'restart') return [];
  const isBroken = fate === 'crash' || fate === 'stuck';
  const wanted = isBroken ? 0.4 : service.failRate / 4;
  if (!chance.happens(wanted)) return [];
  const openedAt = Math.round(
    isBroken
      ? at + chance.whole(3, 8) * MINUTE_MS
      : at + 50 * MINUTE_MS + chance.around(1.5, 1) * HOUR_MS,
  );
  return [
    lasting(chance, {
      key,
      title: isBroken
        ? `New instances of ${service.name} do not come up`
        : chance.oneOf([
            `More errors of ${service.name} than usual`,
            `${service.name} answers slowly since its last release`,
          ]),
      severity: 'critical',
      openedAt,
      medianMinutes: isBroken ? 35 : 55,
    }),
  ];
}

function outOfTheBlue(
  day: number,
  { seed, service }: OnCallOptions,
): DemoIncident[] {
  const chance = new Chance(seed, 'incident', service.name).of(day);
  if (!chance.happens(service.serves ? 0.022 : 0.008)) return [];
  const isBad = chance.happens(0.55);
  return [
    lasting(chance, {
      key: `incident:${service.name}:${day}`,
      title: chance.oneOf([
        `${service.name} is slow`,
        `${service.name} answers with errors`,
        `The queue of ${service.name} grows`,
        `A database of ${service.name} is nearly full`,
      ]),
      severity: isBad ? 'critical' : 'warning',
      openedAt: day * DAY_MS + chance.whole(0, 24 * 60 - 1) * MINUTE_MS,
      medianMinutes: isBad ? 45 : 160,
    }),
  ];
}

function lasting(
  chance: Chance,
  options: Omit<DemoIncident, 'acknowledgedAt' | 'resolvedAt'> & {
    medianMinutes: number;
  },
): DemoIncident {
  const { medianMinutes, ...incident } = options;
  const { openedAt } = incident;
  const minutes = Math.min(chance.around(medianMinutes, 0.9), 20 * 60);
  const resolvedAt = Math.round(openedAt + (5 + minutes) * MINUTE_MS);
  const quickly = chance.around(4, 0.8) * MINUTE_MS;
  return {
    ...incident,
    acknowledgedAt: Math.round(
      openedAt + Math.min(quickly, (resolvedAt - openedAt) * 0.9),
    ),
    resolvedAt,
  };
}

/** The tool of the made-up company, at a name that nobody can have. */
function pageOf(key: string): string {
  return `https://${CODE_HOST.replace(
    'git',
    'oncall',
  )}/incidents/${encodeURIComponent(key)}`;
}

function refOf({ name }: DemoService): string {
  return `component:default/${name}`;
}

function incidentFact(service: DemoService, incident: DemoIncident): Fact {
  const { key, title, severity, openedAt, acknowledgedAt, again } = incident;
  return {
    turns: [
      openedAt,
      acknowledgedAt,
      incident.resolvedAt,
      ...(again ? [again.at, again.until] : []),
    ],
    after: turn => {
      const isAgain = again !== undefined && again.at <= turn;
      const resolvedAt = isAgain ? again.until : incident.resolvedAt;
      const isResolved = resolvedAt <= turn;
      return {
        kind: 'incident',
        key,
        version: turn,
        at: openedAt,
        ended: isResolved,
        endedAt: isResolved ? resolvedAt : null,
        ...(isAgain && { correction: 'It was opened again.' }),
        service: refOf(service),
        body: {
          title,
          severity,
          acknowledgedAt: acknowledgedAt <= turn ? acknowledgedAt : null,
          link: pageOf(key),
        },
      };
    },
  };
}

/** Somebody is paged for what is critical, and somebody else where nobody answers for ten minutes. */
function pagesOf(service: DemoService, incident: DemoIncident): Fact[] {
  const { key, openedAt, acknowledgedAt, severity } = incident;
  if (severity !== 'critical') return [];
  const times = [openedAt + 20_000, openedAt + 10 * MINUTE_MS].filter(
    (at, place) => place === 0 || at < acknowledgedAt,
  );
  return times.map((at, place) =>
    pageFact(service, { key: `page:${key}:${place + 1}`, at, incident: key }),
  );
}

/** Alarms that were over before anybody made an incident of them. */
function falseAlarms({ seed, service, fromDay, toDay }: OnCallOptions): Fact[] {
  const alarms = new Chance(seed, 'false alarm', service.name);
  const facts: Fact[] = [];
  for (let day = fromDay; day <= toDay; day += 1) {
    const chance = alarms.of(day);
    if (chance.happens(0.012)) {
      facts.push(
        pageFact(service, {
          key: `page:${service.name}:${day}`,
          at: day * DAY_MS + chance.whole(0, 24 * 60 - 1) * MINUTE_MS,
          incident: null,
        }),
      );
    }
  }
  return facts;
}

function pageFact(
  service: DemoService,
  { key, at, incident }: { key: string; at: number; incident: string | null },
): Fact {
  return factOf({
    kind: 'page',
    key,
    version: at,
    at,
    ended: true,
    endedAt: at,
    service: refOf(service),
    body: {
      urgency: incident === null ? 'low' : 'high',
      incident,
      link: pageOf(incident ?? key),
    },
  });
}

/** What has to be worked off, opened at work and closed some days later. */
function ticketsOf(options: OnCallOptions): Fact[] {
  const { seed, service, fromDay, toDay } = options;
  const opened = new Chance(seed, 'ticket', service.name);
  const { fromMinute, toMinute } = service.officeHours;
  const facts: Fact[] = [];
  for (let day = fromDay; day <= toDay; day += 1) {
    const chance = opened.of(day);
    if (chance.happens(0.025)) {
      const at = day * DAY_MS + chance.whole(fromMinute, toMinute) * MINUTE_MS;
      const closedAt = Math.round(at + chance.around(30, 1) * HOUR_MS);
      facts.push({
        turns: [at, closedAt],
        after: (turn): ObservationInput => ({
          kind: 'ticket',
          key: `ticket:${service.name}:${day}`,
          version: turn,
          at,
          ended: closedAt <= turn,
          endedAt: closedAt <= turn ? closedAt : null,
          service: refOf(service),
          body: {
            severity: null,
            link: pageOf(`ticket:${service.name}:${day}`),
          },
        }),
      });
    }
  }
  return facts;
}
