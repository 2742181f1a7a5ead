import { useNow } from '../format/now';
import { formatExact, formatRelative } from '../format/times';
import { Hint } from './Hint';
import { useT } from './useT';

/** "2 h ago", with the exact time on hover and focus, in the zone of the page. */
export function RelativeTime({
  at,
  asOf,
  className,
}: {
  /** RFC 3339. */
  at: string;
  /** The moment from which to count, in milliseconds since the epoch; the present by default. */
  asOf?: number;
  className?: string;
}) {
  const t = useT();
  const now = useNow(stepFor(Date.now() - Date.parse(at)));
  return (
    <Hint text={formatExact(t, at)} className={className}>
      <time dateTime={at}>{formatRelative(t, at, asOf ?? now)}</time>
    </Hint>
  );
}

/** Nothing changes every second once it is hours old. */
function stepFor(ageMs: number): number {
  if (ageMs < 60_000) return 1_000;
  return ageMs < 3_600_000 ? 10_000 : 60_000;
}
