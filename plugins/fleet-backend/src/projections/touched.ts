import type { Instant } from '@landfall/backstage-plugin-fleet-common';

/** Services that have to be derived again, each from its earliest touched instant on. */
export class Touched {
  readonly #from = new Map<string, Instant | null>();

  /**
   * @param service - null is nobody.
   * @param from - the earliest rollout that is different; null if only its targets or the time are.
   */
  add(service: string | null, from: Instant | null): void {
    if (service === null) {
      return;
    }
    const known = this.#from.get(service) ?? null;
    const isEarlier = from !== null && (known === null || from < known);
    this.#from.set(service, isEarlier ? from : known);
  }

  /** Sorted by service. */
  entries(): { service: string; from: Instant | null }[] {
    return [...this.#from]
      .map(([service, from]) => ({ service, from }))
      .sort((a, b) => (a.service < b.service ? -1 : 1));
  }
}
