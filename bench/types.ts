/** What a run of a bench measured. */
export interface Measurement {
  /** In the bench's unit; compared with its limit. */
  value: number;
  /** What the value was made of, for those who want to know. */
  detail: Readonly<Record<string, unknown>>;
}

/** One promise about speed. Each file of `bench/` exports one as `bench`; it starts what it needs and stops it again. */
export interface Bench {
  name: string;
  /** What the value counts. Ratios are taken within one run, because times on shared machines are not stable. */
  unit: string;
  limit: number;
  /** Whether the value must be at least (`higher`) or at most (`lower`) the limit. */
  better: 'higher' | 'lower';
  /** Whether it is over soon enough to run with every check. */
  short: boolean;
  run(): Promise<Measurement>;
}
