import { Button, Skeleton } from '@backstage/ui';
import type { Timeline } from '@landfall/backstage-plugin-fleet-common';
import { RiCalendarLine } from '@remixicon/react';
import { lazy, Suspense } from 'react';
import { AnswerView } from '../../components/AnswerView';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';
import { useTimeline } from '../../data/useFleetQuery';
import { useNow } from '../../format/now';
import { formatMoment } from '../../format/times';
import { timelineSentence } from '../../sentences/timeline';
import type { FleetT } from '../../translation';
import { useTimelineView } from '../../url/useTimelineView';
import { Legend } from './Legend';
import { TimelineTools } from './TimelineTools';
import styles from './TimelineSection.module.css';

const TimelineChart = lazy(() => import('./TimelineChart'));
const TimelineTable = lazy(() => import('./TimelineTable'));

/** Lanes that are shown before somebody asks for all. */
const FEW_LANES = 12;
const NOW_STEP_MS = 60_000;

/** What happened to a service on each of its targets: as a chart, or as a table for those who would rather read it. */
export function TimelineSection({ serviceRef }: { serviceRef: string }) {
  const t = useT();
  const now = useNow(NOW_STEP_MS);
  const view = useTimelineView(now);
  const answer = useTimeline(serviceRef, view.query);
  const { data } = answer;
  // The API says what its default is; meanwhile the chart already shows what was asked for.
  const span =
    data && !answer.isPrevious
      ? { from: Date.parse(data.from), to: Date.parse(data.to) }
      : view.span;
  return (
    <Section
      title={
        <Hint text={t('timeline.hint')} underline>
          {t('timeline.title')}
        </Hint>
      }
      aside={<TimelineTools view={view} span={span} now={now} />}
    >
      <AnswerView
        answer={answer}
        waiting={t('timeline.waiting')}
        skeleton={<Shape />}
      >
        {timeline => (
          <Panel>
            <p className={styles.sentence}>{timelineSentence(t, timeline)}</p>
            <Suspense fallback={<Shape />}>
              {isEmpty(timeline) && <Empty />}
              {!isEmpty(timeline) && view.asTable && (
                <TimelineTable timeline={timeline} />
              )}
              {!isEmpty(timeline) && !view.asTable && (
                <>
                  <TimelineChart
                    timeline={timeline}
                    span={span}
                    view={view}
                    lanes={
                      view.allLanes
                        ? timeline.lanes
                        : timeline.lanes.slice(0, FEW_LANES)
                    }
                    now={now}
                  />
                  <MoreLanes
                    count={timeline.lanes.length - FEW_LANES}
                    all={view.allLanes}
                    toggle={() => view.toggle('lanes')}
                  />
                  <Legend />
                </>
              )}
            </Suspense>
            <p className={styles.notes}>
              {[
                t('timeline.zone', {
                  zone: t.zones?.display ?? timeline.timeZone,
                }),
                ...leftOut(t, timeline),
              ].join(' ')}
            </p>
          </Panel>
        )}
      </AnswerView>
    </Section>
  );
}

function Shape() {
  return (
    <div className={styles.shape}>
      <Skeleton width="100%" height="100%" />
    </div>
  );
}

function Empty() {
  const t = useT();
  return (
    <StateBox icon={<RiCalendarLine />} title={t('timeline.none.title')}>
      <p>{t('timeline.none.body')}</p>
    </StateBox>
  );
}

function MoreLanes(props: { count: number; all: boolean; toggle: () => void }) {
  const t = useT();
  if (props.count <= 0) return null;
  return (
    <Button size="small" variant="tertiary" onPress={props.toggle}>
      {props.all
        ? t('timeline.lane.fewer')
        : t('timeline.lane.all', { count: props.count })}
    </Button>
  );
}

function isEmpty(timeline: Timeline): boolean {
  const { lanes, elsewhere, incidents, stages } = timeline;
  return [lanes, elsewhere, incidents, stages].every(list => list.length === 0);
}

/** What is not shown, each in a sentence. */
function leftOut(t: FleetT, { more, timeZone }: Timeline): string[] {
  const counted = (
    ['lanes', 'deployments', 'outages', 'incidents', 'stages'] as const
  ).flatMap(name =>
    more[name] > 0 ? [t(`timeline.more.${name}`, { count: more[name] })] : [],
  );
  return more.presenceBefore === null
    ? counted
    : [
        ...counted,
        t('timeline.more.presence', {
          at: formatMoment(
            t,
            more.presenceBefore,
            t.zones?.display ?? timeZone,
          ),
        }),
      ];
}
