import { useNow } from '../../format/now';

/** The moment that an answer is about, from which times are counted, in milliseconds since the epoch. */
export function useMoment(answer: { asOf: string; live: boolean }): number {
  const now = useNow(10_000);
  return answer.live ? now : Date.parse(answer.asOf);
}
