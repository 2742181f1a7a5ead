import {
  DAY_MS,
  type Instant,
  type MigrationDefinition,
} from '@landfall/backstage-plugin-fleet-common';
import { DateTime } from 'luxon';
import type { Notice } from './notice';

/** A service in a migration, as far as notices ask. */
export interface NoticedStanding {
  service: string;
  title: string;
  owner: string | null;
  wave: string | null;
  stage: string | null;
  side: string | null;
  fellBackAt: Instant | null;
  exemption: { act: string; approved: boolean; expiresAt: Instant } | null;
}

/** An exemption that ran out. */
export interface EndedExemption {
  act: string;
  service: string;
  title: string;
  owner: string | null;
  endedAt: Instant;
}

/** What lies further back than this is not told any more, such as when notices are first switched on. */
const LATE_MS = 3 * DAY_MS;

/** What teams should be told of a migration now, whether they were told already or not. */
export function dueNotices(options: {
  definition: MigrationDefinition;
  standings: readonly NoticedStanding[];
  endedExemptions: readonly EndedExemption[];
  now: Instant;
  zone: string;
}): Notice[] {
  const { definition, standings, now, zone } = options;
  const dayOf = (at: number) =>
    DateTime.fromMillis(at, { zone }).toISODate() ?? '';
  const { id: migration, noticeDays } = definition;
  const today = dayOf(now);
  const earliest = dayOf(now - LATE_MS);
  const horizon =
    DateTime.fromMillis(now, { zone }).plus({ days: noticeDays }).toISODate() ??
    '';
  const open = standings.filter(isOpen);
  const notices: Notice[] = [];
  const perTeam = (
    those: readonly { title: string; owner: string | null }[],
    notice: Omit<Notice, 'migration' | 'team' | 'services'>,
  ) => {
    const teams = new Map<string, string[]>();
    for (const { owner, title } of those) {
      if (owner === null) continue;
      teams.set(owner, [...(teams.get(owner) ?? []), title]);
    }
    for (const [team, services] of teams) {
      notices.push({ ...notice, migration, team, services: services.sort() });
    }
  };

  for (const wave of definition.waves) {
    const inWave = open.filter(standing => standing.wave === wave.id);
    if (wave.start && wave.start <= today && wave.start >= earliest) {
      perTeam(inWave, {
        kind: 'wave_begins',
        subject: `${wave.id}@${wave.start}`,
        wave: wave.title,
        day: wave.start,
      });
    }
    if (wave.end && wave.end >= today && wave.end <= horizon) {
      perTeam(inWave, {
        kind: 'date_nears',
        subject: `${wave.id}@${wave.end}`,
        wave: wave.title,
        day: wave.end,
      });
    }
  }
  if (definition.target >= today && definition.target <= horizon) {
    perTeam(open, {
      kind: 'date_nears',
      subject: `@${definition.target}`,
      wave: '',
      day: definition.target,
    });
  }
  for (const standing of standings) {
    const { exemption, fellBackAt, service } = standing;
    if (exemption?.approved && dayOf(exemption.expiresAt) <= horizon) {
      perTeam([standing], {
        kind: 'exemption_ends',
        subject: exemption.act,
        wave: '',
        day: dayOf(exemption.expiresAt),
      });
    }
    if (fellBackAt !== null && fellBackAt >= now - LATE_MS) {
      perTeam([standing], {
        kind: 'fell_back',
        subject: `${service}@${fellBackAt}`,
        wave: '',
        day: dayOf(fellBackAt),
      });
    }
  }
  for (const ended of options.endedExemptions) {
    if (ended.endedAt > now || ended.endedAt < now - LATE_MS) continue;
    perTeam([ended], {
      kind: 'exemption_ended',
      subject: ended.act,
      wave: '',
      day: dayOf(ended.endedAt),
    });
  }
  return notices;
}

/** Whether a service still has to reach `migrated`. */
function isOpen({ stage, side }: NoticedStanding): boolean {
  return (
    (side === null || side === 'not_seen') &&
    stage !== 'migrated' &&
    stage !== 'retired'
  );
}
