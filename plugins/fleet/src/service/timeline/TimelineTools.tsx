import { Button, ButtonIcon } from '@backstage/ui';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import {
  RiArrowLeftSLine,
  RiArrowRightSLine,
  RiBarChartHorizontalLine,
  RiTableLine,
  RiZoomInLine,
  RiZoomOutLine,
} from '@remixicon/react';
import { useT } from '../../components/useT';
import type { TimelineView } from '../../url/useTimelineView';
import { moved, zoomed, type Span } from './span';
import styles from './TimelineTools.module.css';

const PRESETS = [7, 30, 90, 365] as const;
const FACTOR = 2;
const STEP = 0.5;

/** Which time a timeline shows, and how. */
export function TimelineTools(props: {
  view: TimelineView;
  span: Span;
  now: number;
}) {
  const t = useT();
  const { view, span, now } = props;
  const length = (span.to - span.from) / DAY_MS;
  return (
    <span className={styles.tools}>
      <span
        className={styles.group}
        role="group"
        aria-label={t('timeline.spanLabel')}
      >
        {PRESETS.map(days => (
          <Button
            key={days}
            size="small"
            variant={
              view.live && Math.abs(length - days) < days / 100
                ? 'secondary'
                : 'tertiary'
            }
            aria-pressed={view.live && Math.abs(length - days) < days / 100}
            onPress={() =>
              days === 90
                ? view.reset()
                : view.show({ from: now - days * DAY_MS, to: now })
            }
          >
            {t(`timeline.days${days}`)}
          </Button>
        ))}
      </span>
      <span className={styles.group}>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiArrowLeftSLine />}
          aria-label={t('timeline.earlier')}
          onPress={() => view.show(moved(span, { by: -STEP, now }))}
        />
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiArrowRightSLine />}
          aria-label={t('timeline.later')}
          isDisabled={view.live}
          onPress={() => view.show(moved(span, { by: STEP, now }))}
        />
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiZoomInLine />}
          aria-label={t('timeline.zoomIn')}
          onPress={() => view.show(zoomed(span, { factor: 1 / FACTOR, now }))}
        />
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiZoomOutLine />}
          aria-label={t('timeline.zoomOut')}
          onPress={() => view.show(zoomed(span, { factor: FACTOR, now }))}
        />
      </span>
      <Button
        size="small"
        variant="tertiary"
        iconStart={
          view.asTable ? <RiBarChartHorizontalLine /> : <RiTableLine />
        }
        onPress={() => view.toggle('table')}
      >
        {view.asTable ? t('timeline.showChart') : t('timeline.showTable')}
      </Button>
    </span>
  );
}
