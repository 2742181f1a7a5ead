/** The mean of what is known. */
export class Mean {
  private total = 0;
  private count = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.total += value;
    this.count += 1;
  }

  /** Null where nothing is known. */
  get value(): number | null {
    return this.count === 0 ? null : this.total / this.count;
  }
}
