/**
 * What systems tell by themselves, such as by webhooks, recorded at once: whoever brings it learns that it is durable, so that he answers only
 * then. What comes while a batch is on its way goes together in the next one. It is bounded: beyond that it refuses, and the other side
 * tries again.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  AcceptedObservations,
  ObservationInput,
  SourceInbox,
} from '@landfall/backstage-plugin-fleet-node';
import type { Ledger, Refusal } from '../ledger/types';
import { databaseErrorText } from './errors';
import type { RefusalLog } from './refusalLog';
import type { Timings } from './timings';

/** What an inbox needs. */
export interface InboxOptions {
  source: { id: string; scopes: readonly { scope: string }[] };
  ledger: Pick<Ledger, 'record' | 'versions'>;
  timings: Pick<Timings, 'batchSize' | 'queueSize'>;
  refusals: RefusalLog;
  logger: LoggerService;
  /** Once aborted, nothing more is taken. */
  signal: AbortSignal;
}

interface Letter {
  observations: readonly ObservationInput[];
  resolve(accepted: AcceptedObservations): void;
  reject(error: Error): void;
}

interface Queue {
  letters: Letter[];
  draining: boolean;
}

/** The inbox of one source. */
export function createInbox(options: InboxOptions): SourceInbox {
  const { source, ledger, timings, signal } = options;
  const queues = new Map<string, Queue>(
    source.scopes.map(({ scope }) => [scope, { letters: [], draining: false }]),
  );
  let waiting = 0;

  return {
    async accept(scope, observations) {
      const queue = queues.get(scope);
      if (!queue) {
        throw new TypeError(`Source ${source.id} has no scope ${scope}`);
      }
      if (signal.aborted) {
        throw new Error('The portal stops; try again in a minute');
      }
      if (waiting + observations.length > timings.queueSize) {
        throw new Error(
          `More than ${timings.queueSize} observations wait to be recorded; try again in a minute`,
        );
      }
      waiting += observations.length;
      try {
        return await new Promise<AcceptedObservations>((resolve, reject) => {
          queue.letters.push({ observations, resolve, reject });
          if (!queue.draining) {
            queue.draining = true;
            void drain(options, scope, queue);
          }
        });
      } finally {
        waiting -= observations.length;
      }
    },
    async known(scope, keys) {
      const versions = await ledger.versions(
        keys.map(key => ({ source: source.id, scope, key })),
      );
      // The newest comes last.
      return new Map(
        versions.map(
          ({ seq, source: _, scope: __, recordedAt, ...observation }) => [
            observation.key,
            observation,
          ],
        ),
      );
    },
  };
}

/** Records letters, batch by batch, until none waits. */
async function drain(
  options: InboxOptions,
  scope: string,
  queue: Queue,
): Promise<void> {
  const { source, ledger, refusals, logger } = options;
  // What comes at the same time goes together.
  await Promise.resolve();
  while (queue.letters.length > 0) {
    const letters = takeBatch(queue, options.timings.batchSize);
    try {
      const { refused } = await ledger.record({
        source: source.id,
        scope,
        observations: letters.flatMap(({ observations }) => observations),
      });
      refusals.log({ source: source.id, scope }, refused, logger);
      letters.forEach(letter => letter.resolve(acceptedOf(letter, refused)));
    } catch (error) {
      const text = databaseErrorText(error);
      letters.forEach(letter =>
        letter.reject(
          new Error(`Could not be recorded, try again in a minute: ${text}`),
        ),
      );
    }
  }
  queue.draining = false;
}

/** As many letters as fit into a batch, at least one. */
function takeBatch(queue: Queue, batchSize: number): Letter[] {
  let size = 0;
  const more = queue.letters.findIndex(({ observations }, index) => {
    size += observations.length;
    return index > 0 && size > batchSize;
  });
  return queue.letters.splice(0, more === -1 ? queue.letters.length : more);
}

function acceptedOf(
  { observations }: Letter,
  refused: readonly Refusal[],
): AcceptedObservations {
  const keys = new Set(observations.map(({ key }) => key));
  const own = refused.filter(({ key }) => key === null || keys.has(key));
  return {
    refused: own.map(({ key, reason, paths }) => ({ key, reason, paths })),
  };
}
