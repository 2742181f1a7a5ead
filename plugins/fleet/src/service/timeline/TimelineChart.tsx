import type {
  Timeline,
  TimelineMark,
} from '@landfall/backstage-plugin-fleet-common';
import { VisuallyHidden } from '@backstage/ui';
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { timelineSentence } from '../../sentences/timeline';
import type { TimelineView } from '../../url/useTimelineView';
import { Axis, percent } from './Axis';
import { Bands } from './Bands';
import { clusterMarks } from './clusters';
import { IncidentItem, itemKey, MarkItem, StageItem, stageKey } from './items';
import { LaneLabel } from './LaneLabel';
import { piecesOf } from './pieces';
import { chosen, moved, placeOf, zoomed, type Span } from './span';
import { useBrush } from './useBrush';
import { useRovingItems } from './useRovingItems';
import { useWidth } from './useWidth';
import styles from './TimelineChart.module.css';

/** What a mark takes, in pixels. */
const MARK_PX = 15;
const STEP = 0.25;
const FACTOR = 1.6;

/** What happened to a service: a lane per target, time from left to right. */
export default function TimelineChart(props: {
  timeline: Timeline;
  /** What is shown; the timeline may be that of the span before. */
  span: Span;
  view: TimelineView;
  lanes: Timeline['lanes'];
  now: number;
}) {
  const t = useT();
  const { timeline, span, view, lanes, now } = props;
  const { incidents, stages, elsewhere } = timeline;
  const timeZone = t.zones?.display ?? timeline.timeZone;
  const chart = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const keysId = useId();
  const width = useWidth(area);
  const wording = useMemo(() => ({ t, timeZone }), [t, timeZone]);
  const nearest = MARK_PX / width;
  const clustersOf = (marks: readonly TimelineMark[]) =>
    clusterMarks(marks, { span, nearest });
  const rows = lanes.map(lane => ({
    lane,
    pieces: piecesOf(lane, timeline.shares),
    clusters: clustersOf(lane.marks),
  }));
  const told = clustersOf(elsewhere);
  const roving = useRovingItems(chart, [
    ...rows.flatMap(({ lane, clusters }) =>
      clusters.map(cluster => itemKey(lane.target, cluster)),
    ),
    ...told.map(cluster => itemKey('', cluster)),
    ...incidents.map(({ id }) => `incident ${id}`),
    ...stages.map(stageKey),
  ]);
  const brush = useBrush(area, places =>
    view.show(chosen(places, { span, now })),
  );
  useWheelZoom(chart, area, (factor, around) =>
    view.show(zoomed(span, { factor, around, now }), { replace: true }),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key === 'ArrowLeft') {
      view.show(moved(span, { by: -STEP, now }), { replace: true });
    } else if (event.shiftKey && event.key === 'ArrowRight') {
      view.show(moved(span, { by: STEP, now }), { replace: true });
    } else if (event.key === '+' || event.key === '=') {
      view.show(zoomed(span, { factor: 1 / FACTOR, now }), { replace: true });
    } else if (event.key === '-') {
      view.show(zoomed(span, { factor: FACTOR, now }), { replace: true });
    } else if (event.key === '0') {
      view.reset();
    } else if (!roving.onKeyDown(event)) {
      return;
    }
    event.preventDefault();
  };

  const showMarks = (marks: readonly TimelineMark[]) => {
    const first = Date.parse(marks[0].startedAt);
    const last = Date.parse(marks[marks.length - 1].startedAt);
    const room = Math.max(60_000, (last - first) / 5);
    const places = [first - room, last + room].map(at => placeOf(at, span));
    view.show(chosen([places[0], places[1]], { span, now }));
  };
  const marksOf = (
    lane: string,
    clusters: ReturnType<typeof clusterMarks>,
  ): ReactNode =>
    clusters.map(cluster => (
      <MarkItem
        key={itemKey(lane, cluster)}
        cluster={cluster}
        wording={wording}
        item={roving.propsOf(itemKey(lane, cluster))}
        onSeveral={() => showMarks(cluster.marks)}
      />
    ));

  return (
    // The keys are those of what is in it and can be focused; the pointer's part can be done with buttons as well.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={chart}
      className={styles.chart}
      role="group"
      aria-label={timelineSentence(t, timeline)}
      aria-describedby={keysId}
      onKeyDown={onKeyDown}
      {...brush.handlers}
    >
      <VisuallyHidden id={keysId}>{t('timeline.keys')}</VisuallyHidden>
      <div className={styles.over}>
        <div ref={area} className={styles.area}>
          <Axis span={span} timeZone={timeZone} width={width} />
          {stages.map(change => (
            <FlagLine key={stageKey(change)} span={span}>
              {Date.parse(change.at)}
            </FlagLine>
          ))}
          {brush.places && (
            <span
              className={styles.brush}
              style={{
                left: percent(Math.min(...brush.places)),
                width: percent(Math.abs(brush.places[1] - brush.places[0])),
              }}
            />
          )}
        </div>
      </div>
      {stages.length > 0 && (
        <Row
          label={t('timeline.lane.stages')}
          hint={t('timeline.lane.stagesHint')}
        >
          {stages.map(change => (
            <StageItem
              key={stageKey(change)}
              change={change}
              span={span}
              wording={wording}
              item={roving.propsOf(stageKey(change))}
            />
          ))}
        </Row>
      )}
      {incidents.length > 0 && (
        <Row
          label={t('timeline.lane.incidents')}
          hint={t('timeline.lane.incidentsHint')}
        >
          {incidents.map(incident => (
            <IncidentItem
              key={incident.id}
              incident={incident}
              span={span}
              wording={wording}
              item={roving.propsOf(`incident ${incident.id}`)}
            />
          ))}
        </Row>
      )}
      {rows.map(({ lane, pieces, clusters }) => (
        <div key={lane.target} className={styles.row}>
          <LaneLabel lane={lane} wording={wording} />
          <div className={styles.lane} data-lane={lane.target}>
            <Bands lane={lane} pieces={pieces} span={span} wording={wording} />
            {incidents
              .filter(({ targets }) => targets.includes(lane.target))
              .map(incident => (
                <Hit key={incident.id} incident={incident} span={span} />
              ))}
            {marksOf(lane.target, clusters)}
          </div>
        </div>
      ))}
      {told.length > 0 && (
        <Row
          label={t('timeline.lane.elsewhere')}
          hint={t('timeline.lane.elsewhereHint')}
        >
          {marksOf('', told)}
        </Row>
      )}
      <div className={styles.axis} />
    </div>
  );
}

/** A lane that is no target. */
function Row(props: { label: string; hint: string; children: ReactNode }) {
  return (
    <div className={`${styles.row} ${styles.thin}`}>
      <div className={styles.label}>
        <Hint text={props.hint} underline>
          {props.label}
        </Hint>
      </div>
      <div className={styles.lane} data-lane={props.label}>
        {props.children}
      </div>
    </div>
  );
}

function FlagLine({ children, span }: { children: number; span: Span }) {
  const place = placeOf(children, span);
  if (place < 0 || place > 1) return null;
  return <span className={styles.flagLine} style={{ left: percent(place) }} />;
}

/** How long an incident lasted, on the lane whose deployment it followed. */
function Hit(props: { incident: Timeline['incidents'][number]; span: Span }) {
  const { incident, span } = props;
  const from = Math.max(0, placeOf(Date.parse(incident.openedAt), span));
  const end = incident.resolvedAt ? Date.parse(incident.resolvedAt) : span.to;
  const to = Math.min(1, placeOf(end, span));
  if (to <= from) return null;
  return (
    <span
      className={styles.hit}
      style={{ left: percent(from), width: percent(to - from) }}
    />
  );
}

/** Zooms by the wheel while Ctrl or Cmd is held: the wheel alone scrolls the page. */
function useWheelZoom(
  chart: React.RefObject<HTMLElement>,
  area: React.RefObject<HTMLElement>,
  onZoom: (factor: number, around: number) => void,
): void {
  const latest = useRef(onZoom);
  latest.current = onZoom;
  useEffect(() => {
    const element = chart.current;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, width } = area.current!.getBoundingClientRect();
      const around = (event.clientX - left) / Math.max(1, width);
      latest.current(
        event.deltaY > 0 ? 1.15 : 1 / 1.15,
        Math.min(1, Math.max(0, around)),
      );
    };
    // React's own handlers cannot keep the browser from zooming the page.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [chart, area]);
}
