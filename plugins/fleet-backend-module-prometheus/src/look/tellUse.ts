import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationInput,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { HourlyEntry, ServerConfig } from '../config/types';
import { groupSeries, type Grouped } from '../series/group';
import { HOUR_MS, hoursDue } from '../usage/hours';
import { CPU_KEYS, PLATFORM_KEYS, type OfAnHour } from '../usage/keys';
import {
  capacityRows,
  overHour,
  usageRows,
  type AnsweredHour,
} from '../usage/rows';
import type { Asker } from './asker';
import { writeCursor, type LookState } from './cursor';

interface TellOptions {
  server: ServerConfig;
  state: LookState;
  context: SourceContext;
  asker: Asker;
}

/** An entry with what is kept of an hour. */
interface Told<Key extends string> {
  entry: HourlyEntry<Key>;
  keys: Readonly<Record<Key, OfAnHour>>;
  rows(hour: AnsweredHour<Key>): ObservationInput[];
}

/**
 * Tells the use of processors, and what platforms can give, in the hours that are over, hour by hour, and notes in the state how far it has come. An hour
 * that cannot be asked for is asked for again in the next look.
 */
export async function tellUse(options: TellOptions): Promise<Problem[]> {
  const { server } = options;
  const problems: Problem[] = [];
  for (const entry of server.cpu) {
    const told = { entry, keys: CPU_KEYS, rows: usageRows };
    problems.push(...(await tellHours(told, options)));
  }
  for (const entry of server.platforms) {
    const told = { entry, keys: PLATFORM_KEYS, rows: capacityRows };
    problems.push(...(await tellHours(told, options)));
  }
  return problems;
}

async function tellHours<Key extends string>(
  told: Told<Key>,
  { server, state, context, asker }: TellOptions,
): Promise<Problem[]> {
  const { id } = told.entry;
  const now = context.clock.now();
  const problems: Problem[] = [];
  const due = hoursDue({
    now,
    done: state.hours.get(id),
    backHours: server.backfillDays * 24,
  });
  for (const end of due) {
    const hour = await askForHour(told, { asker, end });
    problems.push(...hour.problems);
    if (!hour.answers) break;
    state.hours.set(id, end);
    await context.report(
      told.rows({
        ...{ entry: id, end, answers: hour.answers },
        backfilled: now - end > HOUR_MS,
      }),
      { cursor: writeCursor(state) },
    );
  }
  return problems;
}

/** The answers to all that is asked of an hour; undefined where one of them is missing. */
async function askForHour<Key extends string>(
  { entry, keys }: Told<Key>,
  { asker, end }: { asker: Asker; end: Instant },
): Promise<{
  answers: Partial<Record<Key, Grouped>> | undefined;
  problems: Problem[];
}> {
  const { path, queries, subject } = entry;
  const problems: Problem[] = [];
  const answers: Partial<Record<Key, Grouped>> = {};
  for (const key of Object.keys(keys) as Key[]) {
    const query = queries[key];
    if (query === undefined) continue;
    const asked = { query: overHour(query, keys[key]), path: `${path}.${key}` };
    const answer = await asker.at(asked, end);
    if (!answer) return { answers: undefined, problems };
    const grouped = groupSeries(answer, { path: asked.path, subject });
    problems.push(...grouped.problems);
    answers[key] = grouped;
  }
  return { answers, problems };
}
