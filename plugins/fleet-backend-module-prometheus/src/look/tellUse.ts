import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { SourceContext } from '@landfall/backstage-plugin-fleet-node';
import type { ServerConfig } from '../config/types';
import { groupSeries } from '../series/group';
import { HOUR_MS, hoursDue } from '../usage/hours';
import { hourlyMean, usageRows } from '../usage/rows';
import type { Asker } from './asker';
import { writeCursor, type LookState } from './cursor';

/**
 * Tells the use of processors in the hours that are over, hour by hour, and notes in the state how far it has come. An hour that cannot be asked for is
 * asked for again in the next look.
 */
export async function tellUse(options: {
  server: ServerConfig;
  state: LookState;
  context: SourceContext;
  asker: Asker;
}): Promise<Problem[]> {
  const { server, state, context, asker } = options;
  const now = context.clock.now();
  const problems: Problem[] = [];
  for (const { id, path, used, requested, subject } of server.cpu) {
    const due = hoursDue({
      now,
      done: state.hours.get(id),
      backHours: server.backfillDays * 24,
    });
    for (const end of due) {
      const mean = async (query: string, key: 'used' | 'requested') => {
        const asked = { query: hourlyMean(query), path: `${path}.${key}` };
        const answer = await asker.at(asked, end);
        const grouped = groupSeries(answer, { path: asked.path, subject });
        problems.push(...grouped.problems);
        return answer && grouped;
      };
      const ofUsed = await mean(used, 'used');
      if (!ofUsed) break;
      const ofRequested =
        requested === undefined
          ? undefined
          : await mean(requested, 'requested');
      if (requested !== undefined && !ofRequested) break;
      state.hours.set(id, end);
      await context.report(
        usageRows({
          ...{ entry: id, end },
          used: ofUsed,
          requested: ofRequested,
          backfilled: now - end > HOUR_MS,
        }),
        { cursor: writeCursor(state) },
      );
    }
  }
  return problems;
}
