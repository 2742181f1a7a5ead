/** Comparing rows as two drivers give them: bigints as texts or numbers, booleans as such or as 0 and 1. Pure. */

function comparable(value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  const plain = typeof value === 'boolean' ? Number(value) : value;
  return String(plain);
}

/** Whether two rows have the same values in all columns. */
export function sameRow<Row extends object>(
  a: Row | undefined,
  b: Row | undefined,
  columns: readonly (keyof Row)[],
): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    columns.every(column => comparable(a[column]) === comparable(b[column]))
  );
}
