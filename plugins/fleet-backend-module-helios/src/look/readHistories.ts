import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { MasterClient } from '../client/masterClient';
import { inParallel } from '../client/parallel';
import { projectHistory, type Stay } from '../model/history';
import { Asking } from './asking';
import type { Look } from './look';

const AT_A_TIME = 4;

/** What is read. */
export interface HistoriesToRead {
  cluster: string;
  client: Pick<MasterClient, 'json'>;
  signal: AbortSignal;
  look: Look;
  /** Short ids of jobs. */
  ids: Iterable<string>;
}

/**
 * Histories of jobs, by short id. One that is refused is named, and taken for one that tells nothing: what happened is then told by the state of the cluster alone.
 *
 * @throws HttpError where no master answers
 */
export async function readHistories({
  ids,
  look,
  ...options
}: HistoriesToRead): Promise<{
  read: Map<string, Stay[]>;
  problems: Problem[];
}> {
  const asking = new Asking(options);
  const read = new Map<string, Stay[]>();
  await inParallel([...ids], AT_A_TIME, async id => {
    const fullId = look.fullIds.get(id);
    if (fullId === undefined) return;
    const answer = await asking.want({ path: `/history/jobs/${fullId}` });
    const stays =
      typeof answer === 'object' ? projectHistory(answer.value) : [];
    if (stays === undefined) asking.malformed(`the history of job ${id}`);
    read.set(id, stays ?? []);
  });
  return { read, problems: asking.problems() };
}
