/** What a team is told of a migration, before it is put into words. */

/** Why a team is told. */
export type NoticeKind =
  | 'wave_begins'
  | 'date_nears'
  | 'exemption_ends'
  | 'exemption_ended'
  | 'fell_back';

/** One thing that a team should know, once. */
export interface Notice {
  migration: string;
  /** Entity reference of the team that is told. */
  team: string;
  kind: NoticeKind;
  /** What it is about, so that it is told once: a wave with its date, an act, a service with the moment when it fell back. */
  subject: string;
  /** The services of the team that it is about, by their titles. */
  services: readonly string[];
  /** The wave that begins, or whose end nears; empty for the migration's own target date. */
  wave: string;
  /** The day that it is about. */
  day: string;
}
