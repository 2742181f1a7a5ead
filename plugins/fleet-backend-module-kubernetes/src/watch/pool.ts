const MOST_KEPT = 100_000;

/** Keeps one copy of each value that is often the same. */
export class Pool<T> {
  private readonly known = new Map<string, T>();

  /** The value that was first given under this text. */
  get(text: string, value: T): T {
    const first = this.known.get(text);
    if (first !== undefined) return first;
    // References and uids of the past make room some day.
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(text, value);
    return value;
  }
}
