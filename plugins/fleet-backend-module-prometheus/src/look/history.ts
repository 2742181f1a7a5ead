/**
 * Answers of the past, as if they had been asked for then, hour by hour.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Answer, Sample } from '../client/answer';
import type { Question } from '../client/prometheusApi';
import { HOUR_MS } from '../usage/hours';
import type { Asker } from './asker';

/** What is asked for at a time, in hours. */
export const HISTORY_CHUNK_HOURS = 24;

/** The answers of a query at each full hour; undefined where there are none. */
export async function historyOf(
  asker: Asker,
  question: Question,
  hours: readonly Instant[],
): Promise<ReadonlyMap<Instant, Answer<Sample>> | undefined> {
  const answer = await asker.over(question, {
    from: hours[0],
    to: hours[hours.length - 1],
    stepSeconds: HOUR_MS / 1_000,
  });
  if (!answer) return undefined;
  const { warnings, unusable } = answer;
  const byHour = new Map(
    hours.map(hour => [hour, { series: [] as Sample[], warnings, unusable }]),
  );
  for (const { labels, values } of answer.series) {
    for (const [at, value] of values) {
      byHour.get(instant(at))?.series.push({ labels, value });
    }
  }
  return byHour;
}

/** The next full hours of history to read. */
export function nextHours(from: Instant, now: Instant): Instant[] {
  const hours: Instant[] = [];
  let hour = Math.floor(from / HOUR_MS) * HOUR_MS + HOUR_MS;
  while (hour < now && hours.length < HISTORY_CHUNK_HOURS) {
    hours.push(instant(hour));
    hour += HOUR_MS;
  }
  return hours;
}
