const DAY = 86_400_000;

/** The number of the week that a moment is in, weeks beginning on Monday and the first one holding the year's first Thursday. */
export function weekNumber(at: string): number {
  const day = Date.parse(`${at.slice(0, 10)}T00:00:00Z`);
  const thursday = day + (3 - ((new Date(day).getUTCDay() + 6) % 7)) * DAY;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - first) / (7 * DAY)) + 1;
}

/** Whole days from one day of the calendar to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY,
  );
}
