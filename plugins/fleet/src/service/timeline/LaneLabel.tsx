import type { TimelineLane } from '@landfall/backstage-plugin-fleet-common';
import { RiHistoryLine } from '@remixicon/react';
import { Hint } from '../../components/Hint';
import { formatMoment } from '../../format/times';
import { laneWords, type Wording } from './words';
import styles from './TimelineChart.module.css';

/** Which target a lane is, and what is not known of it. */
export function LaneLabel(props: { lane: TimelineLane; wording: Wording }) {
  const { lane, wording } = props;
  const { t, timeZone } = wording;
  const name = t('timeline.lane.name', {
    platform: lane.platform,
    cluster: lane.cluster,
  });
  const place = laneWords(t, lane);
  const silent =
    lane.freshness !== 'fresh' && !lane.goneAt && lane.seenAt !== null
      ? t('timeline.lane.notHeard', {
          at: formatMoment(t, lane.seenAt, timeZone),
        })
      : '';
  const gone = lane.goneAt
    ? t('timeline.lane.gone', { at: formatMoment(t, lane.goneAt, timeZone) })
    : '';
  return (
    <div className={styles.label}>
      <Hint
        text={[name, place, gone, silent].filter(Boolean).join('\n')}
        className={styles.labelHint}
      >
        <span className={styles.name}>
          {silent && (
            <RiHistoryLine
              size={14}
              className={styles.silent}
              aria-label={silent}
            />
          )}
          <span className={lane.goneAt ? styles.goneName : styles.ellipsis}>
            {name}
          </span>
        </span>
        <span className={styles.place}>{gone || place}</span>
      </Hint>
    </div>
  );
}
