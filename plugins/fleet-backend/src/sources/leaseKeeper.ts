/**
 * Holds leases for this replica: looks for free ones, renews its own, notices when one is lost, and starts and stops what runs under it.
 *
 * A lease stays where it is as long as it is renewed. A process that was frozen or cut off from the database knows by its own monotonic clock
 * that its leases ran out, before it asks anybody: `holds()` is false from then on, and the signal is aborted.
 */
import { redactError } from '@landfall/backstage-plugin-fleet-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { databaseErrorText, LeaseLostError, StoppingError } from './errors';
import type { Lease, LeaseStore } from './leaseStore';
import { sleep, within } from './sleep';
import type { ScopeKey } from './tables';
import type { Timings } from './timings';

/** A lease while this replica holds it. */
export interface HeldLease extends Lease {
  /** Aborted when it is lost or the portal stops. */
  signal: AbortSignal;
  /** Whether it certainly is ours at this moment. */
  holds(): boolean;
}

/** What a lease keeper needs. */
export interface LeaseKeeperOptions {
  store: Pick<LeaseStore, 'free' | 'acquire' | 'renew' | 'release'>;
  /** What this replica can watch. */
  scopes: readonly ScopeKey[];
  timings: Timings;
  /** How long a free lease is left to others; 0 where there are no others. */
  yieldMs: number;
  /** Milliseconds of a clock that nobody sets. */
  monotonic(): number;
  random: () => number;
  logger: LoggerService;
  /** Works under a lease until its signal is aborted; does not reject. */
  work(lease: HeldLease): Promise<void>;
}

interface Holding {
  lease: Lease;
  /** By the monotonic clock. */
  expiresAt: number;
  expiry: NodeJS.Timeout | undefined;
  lost: boolean;
  controller: AbortController;
  done: Promise<void>;
}

/** See the top of the file. */
export class LeaseKeeper {
  private readonly holdings = new Map<string, Holding>();
  private readonly stopping = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LeaseKeeperOptions) {}

  /** The leases held now. */
  get held(): Lease[] {
    return [...this.holdings.values()]
      .filter(holding => !holding.lost)
      .map(holding => holding.lease);
  }

  start(): void {
    const { acquireMs, renewMs } = this.options.timings;
    this.loops = Promise.all([
      this.every(acquireMs, 'look for free leases', () => this.acquireFree()),
      this.every(renewMs, 'renew leases', () => this.renewAll()),
    ]);
  }

  /** Stops what runs and gives the leases back, each as soon as its work has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const { controller } of this.holdings.values()) {
      controller.abort(new StoppingError());
    }
    // A database that hangs must not keep the portal from stopping.
    await within(this.loops, this.options.timings.graceMs);
    await Promise.all([...this.holdings.values()].map(({ done }) => done));
  }

  private async every(
    ms: number,
    what: string,
    act: () => Promise<void>,
  ): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await act();
      } catch (error) {
        this.options.logger.warn(
          `Could not ${what}, trying again: ${databaseErrorText(error)}`,
        );
      }
      // A little jitter, so that replicas started together do not ask together.
      await sleep(ms * (1 - this.options.random() / 10), signal);
    }
  }

  private async acquireFree(): Promise<void> {
    const { store, scopes, yieldMs, monotonic } = this.options;
    if (this.holdings.size >= scopes.length) return;
    const ours = new Set(scopes.map(name));
    for (const free of await store.free()) {
      // The more we hold, the longer we leave a free one to replicas that hold less.
      const patience = yieldMs * (this.held.length / scopes.length);
      const wanted =
        ours.has(name(free)) &&
        !this.holdings.has(name(free)) &&
        free.freeMs >= patience;
      if (!wanted || this.stopping.signal.aborted) continue;
      const askedAt = monotonic();
      const lease = await store.acquire(free);
      if (lease) this.hold(lease, askedAt);
    }
  }

  private hold(lease: Lease, askedAt: number): void {
    const controller = new AbortController();
    const holding: Holding = {
      lease,
      expiresAt: 0,
      expiry: undefined,
      lost: false,
      controller,
      done: Promise.resolve(),
    };
    this.extend(holding, askedAt);
    this.holdings.set(name(lease), holding);
    if (this.stopping.signal.aborted) controller.abort(new StoppingError());
    holding.done = this.work(holding);
  }

  private async work(holding: Holding): Promise<void> {
    const { store, logger, work } = this.options;
    const { lease, controller } = holding;
    try {
      await work({
        ...lease,
        signal: controller.signal,
        holds: () => this.holds(holding),
      });
    } catch (error) {
      // Not expected: the work keeps its own errors. It must not go by unseen either.
      logger.error(`The watch of ${name(lease)} broke: ${redactError(error)}`);
    }
    clearTimeout(holding.expiry);
    try {
      await store.release(lease);
    } catch (error) {
      logger.warn(
        `Could not give back the lease of ${name(
          lease,
        )}, it will run out: ${databaseErrorText(error)}`,
      );
    }
    this.holdings.delete(name(lease));
  }

  private async renewAll(): Promise<void> {
    const { store, monotonic } = this.options;
    const holdings = [...this.holdings.values()].filter(h => !h.lost);
    if (holdings.length === 0) return;
    const askedAt = monotonic();
    const renewed = await store.renew(holdings.map(h => h.lease));
    const epochs = new Map(renewed.map(lease => [name(lease), lease.epoch]));
    for (const holding of holdings) {
      if (epochs.get(name(holding.lease)) === holding.lease.epoch) {
        this.extend(holding, askedAt);
      } else {
        this.lose(holding);
      }
    }
  }

  /** Counts from when we asked, which is before the database counted. */
  private extend(holding: Holding, askedAt: number): void {
    const { timings, monotonic } = this.options;
    if (holding.lost) return;
    holding.expiresAt = askedAt + timings.leaseMs;
    clearTimeout(holding.expiry);
    holding.expiry = setTimeout(
      () => this.lose(holding),
      Math.max(0, holding.expiresAt - monotonic()),
    );
  }

  private holds(holding: Holding): boolean {
    if (!holding.lost && this.options.monotonic() >= holding.expiresAt) {
      this.lose(holding);
    }
    return !holding.lost;
  }

  private lose(holding: Holding): void {
    if (holding.lost) return;
    holding.lost = true;
    clearTimeout(holding.expiry);
    this.options.logger.warn(`Lost the lease of ${name(holding.lease)}`);
    holding.controller.abort(new LeaseLostError());
  }
}

function name({ source, scope }: ScopeKey): string {
  return `${source} ${scope}`;
}
