/**
 * When containers of a Deployment crashed again and again: an episode from the first crash to the last. Between two crashes a container may run well for a
 * while, so an episode is over when all was calm for as long as the kubelet itself takes to forget.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { PodState } from './projections';

/** After this long without a crash the kubelet begins anew, too. */
const CALM_MS = 600_000;
/** What is first seen with more restarts than that began earlier. */
const FIRST_RESTARTS = 2;

/** An episode. */
export interface CrashEpisode {
  /** Tells it from the others of the Deployment: the container that was seen first, and how often it had restarted. */
  id: string;
  /** The first crash that was seen. */
  at: Instant;
  atEstimated: boolean;
  /** The last. */
  last: Instant;
  lastEstimated: boolean;
  /** Restarts in it; at least one. */
  count: number;
  backfilled: boolean;
  ended: boolean;
}

/** How things stand. */
export interface CrashLook {
  pods: readonly PodState[];
  /** Restarts since the last look. */
  restarts: number;
  /** Until then Deployments were not watched. */
  gapUntil: Instant | null;
  /** The Deployment is gone since then. */
  goneAt: Instant | null;
  now: Instant;
}

/** See the top of the file. */
export class CrashEpisodes {
  private open: CrashEpisode | undefined;
  private calmSince: Instant | undefined;

  /** Takes over one that was open before a restart. */
  restore(options: {
    id: string;
    at: Instant;
    atEstimated: boolean;
    count: number;
    backfilled: boolean;
  }): void {
    const { at } = options;
    this.open = { ...options, last: at, lastEstimated: true, ended: false };
  }

  /** When to look again, though nothing may happen. */
  get dueAt(): number {
    return this.calmSince === undefined ? Infinity : this.calmSince + CALM_MS;
  }

  /** The episode as it began or ended; undefined while there is nothing new. */
  look(options: CrashLook): CrashEpisode | undefined {
    const { goneAt, now, restarts } = options;
    const begins = this.open === undefined && goneAt === null;
    if (begins) this.open = firstOf(options);
    const { open } = this;
    if (!open) return undefined;
    open.count += begins ? 0 : restarts;
    const crashing = noteLast(open, options);
    this.calmSince = crashing ? undefined : this.calmSince ?? now;
    const over =
      this.calmSince !== undefined && now - this.calmSince >= CALM_MS;
    if (goneAt === null && !over) return begins ? { ...open } : undefined;
    this.open = undefined;
    this.calmSince = undefined;
    return { ...open, ended: true };
  }
}

/** The episode that begins: where the kubelet waits before it starts a container again. */
function firstOf({ pods, now, gapUntil }: CrashLook): CrashEpisode | undefined {
  let first: CrashEpisode | undefined;
  for (const { uid, crashing, restarts } of pods) {
    for (const { container, since, backOff } of crashing) {
      const at = since !== null && since < now ? since : now;
      if (!backOff || (first && first.at <= at)) continue;
      const times =
        restarts.find(one => one.container === container)?.count ?? 0;
      first = {
        id: `${uid}/${container}/${times}`,
        at,
        atEstimated: times > FIRST_RESTARTS,
        last: at,
        lastEstimated: false,
        count: Math.max(1, times),
        backfilled: gapUntil !== null && at <= gapUntil,
        ended: false,
      };
    }
  }
  return first;
}

/** Notes the last crash, and gives whether something crashes now. */
function noteLast(open: CrashEpisode, { pods, now }: CrashLook): boolean {
  let crashes = false;
  for (const { crashing, restarts } of pods) {
    for (const { container } of crashing) {
      crashes = true;
      const ended = restarts.find(one => one.container === container)?.endedAt;
      const last = Math.min(ended ?? now, now);
      if (last >= open.last) {
        open.last = instant(last);
        open.lastEstimated = false;
      }
    }
  }
  return crashes;
}
