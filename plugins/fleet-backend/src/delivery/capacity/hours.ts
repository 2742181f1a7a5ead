/**
 * What is told of hours, put together. What is told of a whole counts for the whole; what is told of its parts is added up, where nobody tells of the whole.
 * Of several who tell of one and the same the greatest number counts, as they may count the same.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';

/** What somebody tells of an hour. */
export interface ToldHour<Field extends string> {
  platform: string;
  /** A target of the service, a cluster of the platform; null for the whole. */
  part: string | null;
  /** When the hour began. */
  at: Instant;
  /** Null for what is not known. */
  values: Readonly<Record<Field, number | null>>;
}

/** What is known of an hour. */
export interface Hour<Field extends string> {
  at: Instant;
  /** What nobody tells is left out. */
  values: Readonly<Partial<Record<Field, number>>>;
}

/**
 * The hours of each platform, oldest first. What tells nothing is no hour.
 *
 * @param least - fields of which the least number counts where several tell of the same.
 */
export function joinHours<Field extends string>(
  told: readonly ToldHour<Field>[],
  least: readonly Field[] = [],
): Map<string, Hour<Field>[]> {
  const platforms = new Map<string, Map<Instant, ToldHour<Field>[]>>();
  for (const one of told) {
    const hours = platforms.get(one.platform) ?? new Map();
    platforms.set(one.platform, hours);
    const known = hours.get(one.at);
    if (known) known.push(one);
    else hours.set(one.at, [one]);
  }
  return new Map(
    [...platforms].map(([platform, hours]) => [
      platform,
      [...hours]
        .map(([at, all]) => ({ at, values: valuesOf(all, least) }))
        .filter(({ values }) => Object.keys(values).length > 0)
        .sort((a, b) => a.at - b.at),
    ]),
  );
}

function valuesOf<Field extends string>(
  told: readonly ToldHour<Field>[],
  least: readonly Field[],
): Partial<Record<Field, number>> {
  const parts = new Map<Field, Map<string | null, number>>();
  for (const { part, values } of told) {
    for (const field of Object.keys(values) as Field[]) {
      const value = values[field];
      if (value === null) continue;
      const ofField = parts.get(field) ?? new Map<string | null, number>();
      parts.set(field, ofField);
      const choose = least.includes(field) ? Math.min : Math.max;
      ofField.set(part, choose(value, ofField.get(part) ?? value));
    }
  }
  const values: Partial<Record<Field, number>> = {};
  for (const [field, ofField] of parts) {
    values[field] = ofField.get(null) ?? sum([...ofField.values()]);
  }
  return values;
}

/** In one order, whoever told first: sums of fractions depend on it. */
function sum(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b).reduce((all, one) => all + one, 0);
}
