import { TrialService } from './services';

/** What a trial is made with. */
export interface WorldOptions {
  /** The services of the catalog. */
  services: TrialService[];
  /** Path of the catalog entities. */
  entities: string;
  /** A folder for its files. */
  folder: string;
  /** The same seed gives the same story. */
  seed: number;
  /** Mean pause between two things that happen, in milliseconds; the trial's own by default. */
  pauseMs?: number;
  /** Tells people what happens. */
  say(line: string): void;
  /** Gives up when it fires. */
  signal: AbortSignal;
}

/** Real servers in which something happens, and a portal's configuration that shows it. */
export interface World {
  /** On top of the portal's own configuration. */
  config: object;
  /** What to look at, for people. */
  welcome: string;
  /** Lets things happen until the signal fires. */
  live(signal: AbortSignal): Promise<void>;
  /** Stops the servers. */
  stop(): Promise<void>;
}
