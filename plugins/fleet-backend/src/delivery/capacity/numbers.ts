/** Numbers over some hours, each of them a value or the reason why there is none. */
import type {
  CapacityMissing,
  CapacityNumber,
} from '@landfall/backstage-plugin-fleet-common';
import type { Hour } from './hours';

type Hours<Field extends string> = readonly Hour<Field>[];

/** A number that is not known. */
export function missing(reason: CapacityMissing): CapacityNumber {
  return { value: null, missing: reason };
}

/** A number that is known, unless it is not. */
export function numberOr(
  value: number | undefined,
  reason: CapacityMissing = 'not_told',
): CapacityNumber {
  return value === undefined ? missing(reason) : { value, missing: null };
}

/** The mean over the hours of which it is told. */
export function meanOf<Field extends string>(
  hours: Hours<Field>,
  field: Field,
): CapacityNumber {
  const values = toldOf(hours, field);
  return numberOr(
    values.length === 0 ? undefined : total(values) / values.length,
  );
}

/** The least or the greatest of the hours of which it is told. */
export function extremeOf<Field extends string>(
  hours: Hours<Field>,
  field: Field,
  which: 'least' | 'greatest',
): CapacityNumber {
  const choose = which === 'least' ? Math.min : Math.max;
  const values = toldOf(hours, field);
  return numberOr(
    values.length === 0
      ? undefined
      : values.reduce((one, other) => choose(one, other)),
  );
}

/** What the newest hour tells of which it is told. */
export function newestOf<Field extends string>(
  hours: Hours<Field>,
  field: Field,
): number | undefined {
  return toldOf(hours, field).at(-1);
}

/** One number as a share of another, over the hours of which both are told: busy hours weigh more than quiet ones. */
export function shareOf<Field extends string>(
  hours: Hours<Field>,
  part: Field,
  whole: Field,
): CapacityNumber {
  const both = hours.flatMap(({ values }) => {
    const [above, below] = [values[part], values[whole]];
    return above === undefined || below === undefined ? [] : [{ above, below }];
  });
  if (both.length === 0) return missing('not_told');
  return quotient(
    total(both.map(({ above }) => above)),
    total(both.map(({ below }) => below)),
  );
}

/** A quotient; by zero, or by next to nothing, there is none. */
export function quotient(above: number, below: number): CapacityNumber {
  const value = above / below;
  return Number.isFinite(value)
    ? { value, missing: null }
    : missing('nothing_to_divide_by');
}

function toldOf<Field extends string>(
  hours: Hours<Field>,
  field: Field,
): number[] {
  return hours.flatMap(({ values }) => values[field] ?? []);
}

function total(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
