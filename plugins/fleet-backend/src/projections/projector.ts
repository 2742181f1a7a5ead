/**
 * Keeps the read models up to date from the ledger, on every replica. It works marks off as soon as this process leaves some, and looks
 * every second for those that another replica left and did not work off. What fails is tried again, subject by subject, so that one that
 * cannot be derived does not hold up the others.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import { assertError } from '@backstage/errors';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { makeCalendar, type Calendar } from '../delivery/calendar';
import {
  defaultDeploymentRules,
  type DeploymentRules,
} from '../delivery/deployments';
import type { Ledger, Mark } from '../ledger/types';
import { slideWindows } from './day';
import { followCoverage } from './delivery/coverage';
import { markDueDelivery } from './delivery/timer';
import {
  defaultDeliveryOptions,
  type DeliveryOptions,
} from './delivery/options';
import { DirectoryCache } from './directoryCache';
import { MigrationCache } from './migrations/compiled';
import { keepDays } from './migrations/daily';
import { newestDefinition } from './migrations/definitions';
import { readOnTheWay } from './migrations/onTheWay';
import { markDue } from './migrations/timers';
import { rebuildIfOutdated } from './rebuild';
import {
  peekSubjects,
  workOffRound,
  workOffSubject,
  type RoundOptions,
} from './round';
import { Throttle } from './throttle';

/** What a projector needs. */
export interface ProjectorOptions {
  /** With the migrations applied. */
  database: Knex;
  ledger: Ledger;
  clock: Clock;
  logger: LoggerService;
  /** IANA name of the portal's time zone, in which days and weeks are cut. */
  zone: string;
  /** Default: what the definition chooses. */
  rules?: DeploymentRules;
  /** Default: what the definitions choose. */
  delivery?: DeliveryOptions;
  /** Notes what else time brought, before it is asked what is due: scopes at which nobody looks any more. */
  notice?: (now: Instant) => Promise<unknown>;
  /** Called after commits that changed read models, at most every 250 ms. */
  onChanged?: () => void;
  /** Marks per round; default 200. */
  roundSize?: number;
  /** How often it looks for marks of other replicas; default 1 s. */
  pollMs?: number;
}

const CHANGED_PAUSE_MS = 250;
const MAX_BACKOFF_MS = 30_000;
/** How often it is asked what time has brought. */
const DUE_MS = 1_000;
/** After so long without anything to derive, what the first looks at sources told is derived. */
const SETTLED_MS = 15_000;
/** In a large company something always happens: then it is enough that nothing was left to derive for once, so long after the first looks. */
const RESTLESS_MS = 60_000;
/** First looks, and what cannot be derived, are not waited for any longer. */
const FIRST_LOOKS_MS = 60 * 60_000;

/** See the top of the file. */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #delivery: DeliveryOptions;
  readonly #directories = new DirectoryCache();
  readonly #migrations: MigrationCache;
  readonly #changed: Throttle;
  readonly #abort = new AbortController();
  #calendar: Calendar | undefined;
  #upToDate = false;
  #turn = 0;
  #day = '';
  /** The day on which those before it were kept. */
  #keptDay = '';
  /** When it was last asked what time has brought; ms. */
  #looked = 0;
  /** When something was last derived; ms. */
  #workedAt: number;
  readonly #begunAt: number;
  /** The newest definition, and the day, for which the past was worked out. */
  #reconstructed = '';
  /** For which it can be worked out, and since when; ms. */
  #reconstructible = { what: '', since: 0 };
  #wake: () => void = () => {};
  #poked = false;
  #running: Promise<void> | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#delivery = options.delivery ?? defaultDeliveryOptions(options.zone);
    this.#migrations = new MigrationCache(options.zone);
    this.#begunAt = options.clock.now();
    this.#workedAt = this.#begunAt;
    this.#changed = new Throttle({
      pauseMs: CHANGED_PAUSE_MS,
      call: () => options.onChanged?.(),
    });
  }

  /** Starts working; see {@link stop}. */
  start(): void {
    const unsubscribe = this.#options.ledger.onMarked(() => this.poke());
    this.#running = this.#run().finally(unsubscribe);
  }

  /** Stops, and resolves when the round under way is done. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#wake();
    this.#changed.stop();
    await this.#running;
  }

  /** Says that there may be marks. */
  poke(): void {
    this.#poked = true;
    this.#wake();
  }

  /** Says that something was changed beside the rounds, such as the directory. */
  noteChange(): void {
    this.#changed.ask();
  }

  /** Derives one subject at once, for whoever has just changed something about it. */
  async derive(subject: Mark['subject']): Promise<void> {
    await workOffSubject({ ...this.#round(), subject });
    this.#changed.ask();
  }

  /**
   * Works off all marks that are there.
   *
   * @throws the error of the first round that failed.
   */
  async settle(): Promise<void> {
    await this.#housekeep();
    while ((await workOffRound(this.#round())).length > 0) {
      this.#changed.ask();
    }
    await this.#keepDays();
  }

  async #run(): Promise<void> {
    const { pollMs = 1_000, logger } = this.#options;
    let failures = 0;
    while (!this.#abort.signal.aborted) {
      let worked = false;
      try {
        await this.#housekeep();
        worked = await this.#step();
        if (!worked) await this.#keepDays();
        if (worked) this.#workedAt = this.#options.clock.now();
        failures = 0;
      } catch (error) {
        assertError(error);
        failures++;
        logger.error(
          `Could not bring the pages up to date, trying again: ${error.message}`,
          error,
        );
      }
      if (!worked) {
        if (failures === 0) await this.#reconstruct();
        await this.#sleep(
          failures === 0
            ? pollMs
            : Math.min(pollMs * 2 ** failures, MAX_BACKOFF_MS),
        );
      } else {
        // Others want the only thread as well.
        await new Promise(resolve => setImmediate(resolve));
      }
    }
  }

  /** One round; where it fails, one per subject. */
  async #step(): Promise<boolean> {
    this.#poked = false;
    const round = this.#round();
    try {
      const worked = await workOffRound(round);
      if (worked.length > 0) {
        this.#changed.ask();
      }
      return worked.length > 0;
    } catch (error) {
      assertError(error);
      const subjects = await peekSubjects(round);
      if (subjects.length < 2) {
        throw error;
      }
      this.#options.logger.warn(
        `Could not derive ${subjects.length} subjects together, trying each alone: ${error.message}`,
      );
      return this.#eachAlone(round, subjects);
    }
  }

  /** @throws the last error, unless some subject could be derived. */
  async #eachAlone(
    round: RoundOptions,
    subjects: readonly Mark['subject'][],
  ): Promise<boolean> {
    let done = 0;
    let failure: unknown;
    for (const subject of subjects) {
      try {
        await workOffSubject({ ...round, subject });
        done++;
      } catch (error) {
        assertError(error);
        failure = error;
        this.#options.logger.error(
          `Could not derive ${JSON.stringify(subject)}: ${error.message}`,
          error,
        );
      }
    }
    if (done === 0) {
      throw failure;
    }
    this.#changed.ask();
    return failure === undefined;
  }

  /** What a new version of the code and the passing of time ask for. */
  async #housekeep(): Promise<void> {
    const { database, ledger, clock } = this.#options;
    const { rules = defaultDeploymentRules } = this.#options;
    if (!this.#upToDate) {
      await rebuildIfOutdated({
        database,
        ledger,
        rules,
        delivery: this.#delivery.fingerprint,
      });
      this.#upToDate = true;
    }
    const { days, zone } = this.#today();
    const day = days[days.length - 1];
    if (this.#day !== day) {
      const today = { day, zone };
      await slideWindows({ database, ledger, now: clock.now(), today });
      this.#day = day;
    }
    const now = clock.now();
    if (now - this.#looked >= DUE_MS || now < this.#looked) {
      await this.#options.notice?.(now);
      await followCoverage({ database, ledger, now });
      await markDue({ database, ledger, now });
      await markDueDelivery({ database, ledger, now });
      this.#looked = now;
    }
  }

  /** Once nothing is left to derive of the days that ended. */
  async #keepDays(): Promise<void> {
    const { database, clock, zone } = this.#options;
    if (this.#keptDay === this.#day) return;
    const kept = await keepDays({
      ledger: this.#options.ledger,
      database,
      now: clock.now(),
      zone,
      prehistory: false,
    });
    if (kept) this.#keptDay = this.#day;
  }

  /** Once a day and definition, when nothing is left to derive, and that for a while if it can be: then what is known of the past is complete. */
  async #reconstruct(): Promise<void> {
    const { database, clock, logger, zone } = this.#options;
    const now = clock.now();
    try {
      const newest = await newestDefinition(database);
      const done = `${this.#day} ${newest}`;
      if (this.#reconstructed === done) return;
      const isPatient = now - this.#begunAt < FIRST_LOOKS_MS;
      if (isPatient && (await readOnTheWay(database)) !== null) {
        this.#reconstructible = { what: '', since: 0 };
        return;
      }
      if (this.#reconstructible.what !== done) {
        this.#reconstructible = { what: done, since: now };
      }
      const isQuiet = now - this.#workedAt >= SETTLED_MS;
      const { since } = this.#reconstructible;
      if (!isQuiet && now - since < RESTLESS_MS) return;
      const kept = await keepDays({
        database,
        ledger: this.#options.ledger,
        now,
        zone,
        prehistory: true,
      });
      if (!kept) return;
      this.#reconstructed = done;
      this.#changed.ask();
    } catch (error) {
      assertError(error);
      logger.warn(
        `Could not work out the days before anybody looked, trying again: ${error.message}`,
        error,
      );
    }
  }

  #round(): RoundOptions {
    const { database, ledger, clock, rules, roundSize } = this.#options;
    return {
      database,
      ledger,
      directories: this.#directories,
      migrations: this.#migrations,
      now: clock.now(),
      calendar: this.#today(),
      rules: rules ?? defaultDeploymentRules,
      delivery: this.#delivery,
      limit: roundSize ?? 200,
      newest: this.#turn++ % 2 === 1,
    };
  }

  /** The calendar is good for a whole day. */
  #today(): Calendar {
    const now = this.#options.clock.now();
    const known = this.#calendar;
    if (known && now >= known.now && now < known.ends) {
      return known;
    }
    this.#calendar = makeCalendar({
      now,
      zone: this.#options.zone,
      windows: this.#delivery.windows,
    });
    return this.#calendar;
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#poked || this.#abort.signal.aborted) {
      return;
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
