import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import { useNow } from '../../format/now';
import { formatSince } from '../../format/times';
import { formatNumber } from '../../format/units';
import styles from './RuntimeTable.module.css';

const DAY_MS = 86_400_000;

/** How often something befell a target, and since when that is counted if that is not all of the window. */
export function Counted(props: {
  count: number | null;
  since: string | null;
  windowDays: number;
  notes?: readonly string[];
}) {
  const t = useT();
  const now = useNow(60_000);
  const { count, since, windowDays, notes = [] } = props;
  if (count === null)
    return <Missing reason={t('service.runtime.notCounted')} />;
  const partly =
    since !== null && now - Date.parse(since) < (windowDays - 1) * DAY_MS;
  return (
    <>
      {formatNumber(t, count)}
      {[
        ...notes,
        ...(partly
          ? [t('service.runtime.since', { at: formatSince(t, since, now) })]
          : []),
      ].map(note => (
        <span key={note} className={styles.note}>
          {note}
        </span>
      ))}
    </>
  );
}
