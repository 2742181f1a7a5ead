/** The day of the viewer's calendar, as a date input writes it. */
export function localDay(date: Date): string {
  const pad = (value: number, length = 2) =>
    String(value).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(
    date.getDate(),
  )}`;
}

/** The last millisecond of a day of the viewer's calendar, as the API writes moments. */
export function endOfLocalDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 23, 59, 59, 999).toISOString();
}
