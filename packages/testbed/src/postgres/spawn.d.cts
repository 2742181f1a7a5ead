/** A running PostgreSQL. */
export interface Postgres {
  /** Connection string of its superuser, for the database `postgres`. */
  url: string;
  /** Process id of the one that looks after the server. */
  pid: number;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

/** What PostgreSQL to start. */
export interface PostgresOptions {
  /** True keeps the promises about crashes (`fsync` and the like), at the price of speed; false by default. */
  durable?: boolean;
}

/** Starts a server; it ends at the latest with this process. */
export function spawnPostgres(options?: PostgresOptions): Promise<Postgres>;
