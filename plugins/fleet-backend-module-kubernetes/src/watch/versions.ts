/**
 * The versions of observations: the highest resource version seen in the cluster so far. It only grows, and a restart finds at least the same.
 *
 * A cluster that is restored from a backup counts from a lower one again; what was recorded before must not outlive that, so a base is added.
 */
export class Versions {
  private highest = 0;
  private base: number;

  constructor(
    private readonly remembered: VersionsState = { highest: 0, base: 0 },
  ) {
    this.base = remembered.base;
  }

  /** Takes note of a resource version; one that is no number is left out. */
  note(resourceVersion: string | undefined): void {
    if (resourceVersion === undefined || !/^\d{1,15}$/.test(resourceVersion)) {
      return;
    }
    this.highest = Math.max(this.highest, Number(resourceVersion));
  }

  /** To be called once the first lists are there: before, the highest is not known. */
  settle(): void {
    const before = this.remembered.highest;
    if (this.highest + this.base < before) this.base = before - this.highest;
  }

  /** The version of what is reported now. */
  get current(): number {
    return this.base + this.highest;
  }

  get state(): VersionsState {
    return { highest: this.current, base: this.base };
  }
}

/** What is kept over a restart. */
export interface VersionsState {
  highest: number;
  base: number;
}
