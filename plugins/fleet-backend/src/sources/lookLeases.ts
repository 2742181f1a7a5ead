/**
 * Says of each look which replica is at it. The scheduler gives the task of a replica that died away only when the task's time is up, which for a first import is many
 * minutes; a look whose lease ran out is therefore given away at once, and begins again where its cursor stands.
 *
 * A look does not depend on its lease: two at once record the same.
 */
import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { databaseErrorText } from './errors';
import type { Lease, LeaseStore } from './leaseStore';
import { sleep, within } from './sleep';
import type { ScopeKey } from './tables';
import type { Timings } from './timings';

/** What it needs. */
export interface LookLeasesOptions {
  store: LeaseStore;
  /** The scopes that are polled. */
  scopes: readonly ScopeKey[];
  scheduler: Pick<SchedulerService, 'cancelTask' | 'triggerTask'>;
  /** The scheduler's name of a scope's task. */
  taskOf(key: ScopeKey): string;
  timings: Pick<Timings, 'renewMs' | 'acquireMs' | 'graceMs'>;
  /** A number in [0, 1), for jitter. */
  random: () => number;
  logger: LoggerService;
}

/** See the top of the file. */
export class LookLeases {
  private readonly held = new Set<Lease>();
  private readonly stopping = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LookLeasesOptions) {}

  /**
   * Begins to keep the leases of looks, and to give those of the dead away.
   *
   * @param options.alone - whether no other replica shares the database: then whoever was at a look before is dead.
   */
  async start({ alone }: { alone: boolean }): Promise<void> {
    const { store, scopes, timings } = this.options;
    if (scopes.length === 0) return;
    await store.ensure(scopes);
    if (alone) await this.giveAway({ expired: false });
    this.loops = Promise.all([
      this.every(timings.renewMs, 'renew the leases of looks', () =>
        this.renew(),
      ),
      this.every(timings.acquireMs, 'look for looks of the dead', () =>
        this.giveAway({ expired: true }),
      ),
    ]);
  }

  /** Stops both. Looks that still run give their leases back when they end. */
  async stop(): Promise<void> {
    this.stopping.abort();
    // A database that hangs must not keep the portal from stopping.
    await within(this.loops, this.options.timings.graceMs);
  }

  /** Looks, and says meanwhile that this replica does. */
  async during(key: ScopeKey, look: () => Promise<unknown>): Promise<void> {
    const lease = await this.attempt('begin the lease of a look', () =>
      this.options.store.acquire(key),
    );
    if (lease) this.held.add(lease);
    try {
      await look();
    } finally {
      if (lease) {
        this.held.delete(lease);
        await this.attempt('give back the lease of a look', () =>
          this.options.store.release(lease),
        );
      }
    }
  }

  private async renew(): Promise<void> {
    if (this.held.size > 0) await this.options.store.renew([...this.held]);
  }

  private async giveAway({ expired }: { expired: boolean }): Promise<void> {
    const { store, scopes, scheduler, taskOf, logger } = this.options;
    for (const key of await store.freeAbandoned(scopes, { expired })) {
      const task = taskOf(key);
      logger.info(
        `The look at ${key.source} ${key.scope} was left by a replica that is gone, it goes on`,
      );
      try {
        await scheduler.cancelTask(task);
        await scheduler.triggerTask(task);
      } catch (error) {
        // It ended by itself, or waits for its next time as it is.
        logger.debug(`${task}: ${databaseErrorText(error)}`);
      }
    }
  }

  private async every(
    ms: number,
    what: string,
    act: () => Promise<void>,
  ): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // A little jitter, so that replicas started together do not ask together.
      await sleep(ms * (1 - this.options.random() / 10), signal);
      if (!signal.aborted) await this.attempt(what, act);
    }
  }

  private async attempt<T>(
    what: string,
    act: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.options.logger.warn(
        `Could not ${what}: ${databaseErrorText(error)}`,
      );
      return undefined;
    }
  }
}
