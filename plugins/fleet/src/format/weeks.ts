const DAY = 86_400_000;

/** The number of the week that a day of the calendar is in, weeks beginning on Monday and the first one holding the year's first Thursday. */
export function weekNumber(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`);
  const thursday = start + (3 - ((new Date(start).getUTCDay() + 6) % 7)) * DAY;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - first) / (7 * DAY)) + 1;
}

/** Whole days from one day of the calendar to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY,
  );
}
