/**
 * What a job's history tells of each host: when the job was deployed there, first ran, and was taken away. A restart of an agent tells of a job that runs already
 * once more, and a crash starts a container anew: neither is a deployment.
 */
import { z } from 'zod';

/** One stay of a job on a host. */
export interface Stay {
  host: string;
  /** When the agent began to deploy it, ms by the host's clock; null where the history no longer reaches back to it. */
  start: number | null;
  /** When it first ran; null while it has not, or nobody remembers. */
  running: number | null;
  /** When it was taken away; null while it is there, and where nobody remembers. */
  end: number | null;
  /** Whether it was told to stop: when it is taken away after that, no history tells. */
  stopped: boolean;
}

/** Helios keeps that many events per job and host: where there are as many, the first may be lost. */
const MOST_EVENTS = 30;

const historySchema = z.object({
  events: z.array(
    z.object({
      host: z.string(),
      timestamp: z.number().int(),
      status: z.object({ state: z.string(), goal: z.string().nullish() }),
    }),
  ),
});
type Event = z.infer<typeof historySchema>['events'][number];

/**
 * Reads a history; jobs and environments in it are dropped. A job that is gone has none.
 *
 * @returns undefined when it is not what Helios promises
 */
export function projectHistory(raw: unknown): Stay[] | undefined {
  const parsed = historySchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const byHost = new Map<string, Event[]>();
  for (const event of parsed.data.events) {
    const known = byHost.get(event.host);
    if (known) known.push(event);
    else byHost.set(event.host, [event]);
  }
  return [...byHost].flatMap(([host, events]) => staysOn(host, events));
}

function staysOn(host: string, events: Event[]): Stay[] {
  const ordered = [...events].sort((a, b) => a.timestamp - b.timestamp);
  const stays: Stay[] = [];
  let current: Stay | undefined;
  for (const { timestamp, status } of ordered) {
    if (status.goal === 'UNDEPLOY') {
      // Nobody remembers how it came there.
      current ??= undeployedOnly(host, stays);
      current.end ??= timestamp;
      continue;
    }
    if (current === undefined || current.end !== null) {
      const lost = stays.length === 0 && events.length >= MOST_EVENTS;
      current = {
        host,
        start: lost ? null : timestamp,
        running: null,
        end: null,
        stopped: false,
      };
      stays.push(current);
    }
    current.stopped = status.goal === 'STOP';
    if (status.state === 'RUNNING' && current.start !== null) {
      current.running ??= timestamp;
    }
  }
  return stays;
}

function undeployedOnly(host: string, stays: Stay[]): Stay {
  const stay: Stay = {
    host,
    start: null,
    running: null,
    end: null,
    stopped: false,
  };
  stays.push(stay);
  return stay;
}
