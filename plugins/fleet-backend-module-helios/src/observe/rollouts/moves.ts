import type { Job } from '../../model/job';
import type { Stay } from '../../model/history';

/** A stay of one version of a target's job whose beginning is known. */
export interface JobStay extends Stay {
  job: Job;
  start: number;
}

/** A target moved to a version of its job. */
export interface Move {
  job: Job;
  /** By which that is known, the first begin first; empty where only the state of the cluster tells. */
  stays: JobStay[];
}

/** What happened to a target since it was accounted for. */
export interface Happened {
  /** Further stays of the version that it was last seen to move to. */
  further: JobStay[];
  /** In order. */
  moves: Move[];
}

/** When a move began, by the hosts' clocks; null where nothing tells. */
export function startOf({ stays }: Move): number | null {
  return stays.length > 0 ? stays[0].start : null;
}

/** Orders stays by their beginning. */
export function byStart(a: JobStay, b: JobStay): number {
  return a.start - b.start;
}
