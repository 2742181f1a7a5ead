/**
 * Runs the sources: polls as global tasks of the framework's scheduler, watches under leases of our own (a scheduler would either
 * leave a watch blind for long after a crash or hand it to and fro between replicas).
 *
 * Guarantees: a look or watch that fails disturbs no other; what a scope reports is recorded in order and together with its cursor; a
 * watch is taken over within 30 s when its replica dies and otherwise stays where it is; how fresh each scope is, is kept and never
 * better than the truth. Correctness does not rest on leases: two replicas that watch the same record the same.
 */
import { createHash } from 'node:crypto';
import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type {
  Clock,
  PollScope,
  Source,
  WatchScope,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { isPostgres } from '../database/dialect';
import type { Ledger } from '../ledger/types';
import { databaseErrorText, StoppingError } from './errors';
import { storedFingerprintKey } from './keys';
import { LeaseKeeper } from './leaseKeeper';
import { LeaseStore } from './leaseStore';
import { LookLeases } from './lookLeases';
import { pollOnce, tickMs } from './poll';
import { reconcile } from './reconcile';
import { ProblemLog } from './problemLog';
import { RefusalLog } from './refusalLog';
import type { RunEnvironment } from './run';
import { createInbox } from './inbox';
import { ScopeStatus } from './scopeStatus';
import { within } from './sleep';
import type { ScopeKey } from './tables';
import { defaultTimings, type Timings } from './timings';
import { keepWatching } from './watch';

/** What a runner needs. */
export interface SourceRunnerOptions {
  sources: readonly Source[];
  ledger: Pick<Ledger, 'record' | 'cursor' | 'open' | 'forget' | 'versions'>;
  /** With the schema up to date. */
  database: Knex;
  scheduler: Pick<
    SchedulerService,
    'scheduleTask' | 'cancelTask' | 'triggerTask'
  >;
  logger: LoggerService;
  clock: Clock;
  /** From configuration; default: a random one that is kept in the database. */
  fingerprintKey?: string;
  /** Different for each process, also from what it was before a restart. */
  replicaId: string;
  /** A number in [0, 1), for jitter. */
  random: () => number;
  /** Milliseconds of a clock that nobody sets, such as `performance.now`. */
  monotonic?: () => number;
  /**
   * Whether no other replica shares the database; default: whether it is embedded. Then leases left over from before a crash are not
   * waited for.
   */
  alone?: boolean;
  /** What differs from {@link defaultTimings}. */
  timings?: Partial<Timings>;
}

/** What a runner does at the moment. */
interface SourceRunnerStatus {
  state: 'new' | 'running' | 'stopped';
  replicaId: string;
  /** What this replica watches. */
  watching: ScopeKey[];
  /** What this replica looks at right now. */
  polling: ScopeKey[];
}

/** Runs sources until it is stopped. */
export interface SourceRunner {
  /** Brings the tables in line with the configuration and begins. */
  start(): Promise<void>;
  /** Stops all runs, records what they reported if that is quickly done, and gives the leases back. */
  stop(): Promise<void>;
  status(): SourceRunnerStatus;
}

/** See the top of the file. */
export function createSourceRunner(options: SourceRunnerOptions): SourceRunner {
  const { sources, ledger, database, clock, random, replicaId } = options;
  const logger = options.logger.child({ room: 'sources' });
  const timings = { ...defaultTimings, ...options.timings };
  const alone = options.alone ?? !isPostgres(database);
  const monotonic = options.monotonic ?? (() => performance.now());
  const madeUp = new Set(
    sources.filter(source => source.demo).map(source => source.id),
  );
  const status = new ScopeStatus({ database, clock, madeUp });
  const stopping = new AbortController();
  const looks = new Map<ScopeKey, Promise<unknown>>();
  let state: SourceRunnerStatus['state'] = 'new';
  let keeper: LeaseKeeper | undefined;
  const store = new LeaseStore({
    database,
    holder: replicaId,
    leaseMs: timings.leaseMs,
  });
  const lookLeases = new LookLeases({
    ...{ store, scheduler: options.scheduler, taskOf: taskId },
    ...{ timings, random, logger },
    scopes: scopesOf(sources, isPoll).map(({ key }) => key),
  });

  const childLogger = ({ source, scope }: ScopeKey) =>
    logger.child({ source, scope });

  async function schedulePolls(environment: RunEnvironment): Promise<void> {
    for (const { key, scope } of scopesOf(sources, isPoll)) {
      const scopeLogger = childLogger(key);
      await options.scheduler.scheduleTask({
        id: taskId(key),
        scope: 'global',
        frequency: { milliseconds: tickMs(scope, timings) },
        // Ours comes first and can tell what happened; the scheduler's is for a dead replica.
        timeout: {
          milliseconds: scope.timeoutSeconds * 1000 + 3 * timings.graceMs,
        },
        signal: stopping.signal,
        fn: async signal => {
          const look = lookLeases
            .during(key, () =>
              pollOnce({
                key,
                scope,
                environment,
                status,
                logger: scopeLogger,
                signal: AbortSignal.any([signal, stopping.signal]),
              }),
            )
            .catch(error => {
              // Not thrown on: the scheduler would keep the text as it is.
              scopeLogger.error(
                `Could not keep how the look went: ${databaseErrorText(error)}`,
              );
            });
          looks.set(key, look);
          await look;
          looks.delete(key);
        },
      });
    }
  }

  async function startWatches(environment: RunEnvironment): Promise<void> {
    const watches = scopesOf(sources, isWatch);
    if (watches.length === 0) return;
    const scopes = new Map(
      watches.map(({ key, scope }) => [taskId(key), scope]),
    );
    const keys = watches.map(({ key }) => key);
    await store.ensure(keys);
    if (alone) await store.freeAll(keys);
    keeper = new LeaseKeeper({
      store,
      scopes: keys,
      timings,
      yieldMs: alone ? 0 : timings.yieldMs,
      monotonic,
      random,
      logger,
      work: async lease => {
        const scope = scopes.get(taskId(lease));
        if (!scope) return;
        const scopeLogger = childLogger(lease);
        scopeLogger.info(`Watching, epoch ${lease.epoch}`);
        await keepWatching({
          scope,
          lease,
          environment,
          status,
          logger: scopeLogger,
          monotonic,
        });
      },
    });
    if (!stopping.signal.aborted) keeper.start();
  }

  return {
    async start() {
      if (state !== 'new') throw new Error('A runner starts once');
      state = 'running';
      await reconcile({
        database,
        ledger,
        sources,
        logger,
        clock,
      });
      const environment: RunEnvironment = {
        ledger,
        clock,
        random,
        timings,
        fingerprintKey:
          options.fingerprintKey ?? (await storedFingerprintKey(database)),
        refusals: new RefusalLog(),
        problems: new ProblemLog(),
        madeUp,
      };
      if (stopping.signal.aborted) return;
      for (const source of sources) {
        source.connect?.(
          createInbox({
            source,
            ledger,
            timings,
            refusals: environment.refusals,
            logger: logger.child({ source: source.id }),
            signal: stopping.signal,
          }),
        );
      }
      await startWatches(environment);
      await lookLeases.start({ alone });
      await schedulePolls(environment);
    },
    async stop() {
      if (state === 'stopped') return;
      state = 'stopped';
      stopping.abort(new StoppingError());
      const polls = Promise.all(looks.values());
      const [, , ended] = await Promise.all([
        keeper?.stop(),
        lookLeases.stop(),
        within(polls, 3 * timings.graceMs),
      ]);
      if (!ended) logger.warn('Some looks did not stop in time');
    },
    status: () => ({
      state,
      replicaId,
      watching: (keeper?.held ?? []).map(({ source, scope }) => ({
        source,
        scope,
      })),
      polling: [...looks.keys()],
    }),
  };
}

function isPoll(scope: PollScope | WatchScope): scope is PollScope {
  return scope.mode === 'poll';
}

function isWatch(scope: PollScope | WatchScope): scope is WatchScope {
  return scope.mode === 'watch';
}

function scopesOf<T extends PollScope | WatchScope>(
  sources: readonly Source[],
  is: (scope: PollScope | WatchScope) => scope is T,
): { key: ScopeKey; scope: T }[] {
  return sources.flatMap(source =>
    source.scopes.filter(is).map(scope => ({
      key: { source: source.id, scope: scope.scope },
      scope,
    })),
  );
}

/** Names may be long and hold anything. */
function taskId({ source, scope }: ScopeKey): string {
  const plain = `source:${source}:${scope}`;
  return plain.length <= 200
    ? plain
    : `source:${createHash('sha256').update(plain).digest('hex')}`;
}
