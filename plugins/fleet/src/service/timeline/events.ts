import type {
  PlatformShare,
  Timeline,
  TimelineLane,
  TimelineMark,
} from '@landfall/backstage-plugin-fleet-common';

/** One line of the table behind a timeline. */
export type TimelineEvent = {
  id: string;
  /** RFC 3339. */
  at: string;
  /** Null where it goes on, and where a moment is all there is. */
  until: string | null;
  /** Null for what is about the whole service. */
  lane: TimelineLane | null;
} & (
  | { kind: 'mark'; mark: TimelineMark }
  | { kind: 'outage'; outage: TimelineLane['outages'][number] }
  | { kind: 'incident'; incident: Timeline['incidents'][number] }
  | { kind: 'stage'; change: Timeline['stages'][number] }
  | { kind: 'appeared'; presence: TimelineLane['presence'][number] }
  | { kind: 'gone' }
  | {
      kind: 'share';
      platform: string;
      share: number;
      by: PlatformShare['spans'][number]['by'];
    }
);

/** A share that changed by less is not worth a line. */
const SHARE_STEP = 0.05;

/** Everything that a timeline draws within its span, newest first. */
export function eventsOf(timeline: Timeline): TimelineEvent[] {
  const events: TimelineEvent[] = [
    ...timeline.lanes.flatMap(laneEvents),
    ...timeline.elsewhere.map(mark => markEvent(null, mark)),
    ...timeline.incidents.map(
      (incident): TimelineEvent => ({
        kind: 'incident',
        id: `incident ${incident.id}`,
        at: incident.openedAt,
        until: incident.resolvedAt,
        lane:
          timeline.lanes.find(({ target }) =>
            incident.targets.includes(target),
          ) ?? null,
        incident,
      }),
    ),
    ...timeline.stages.map(
      (change): TimelineEvent => ({
        kind: 'stage',
        id: `stage ${change.migration} ${change.at}`,
        at: change.at,
        until: null,
        lane: null,
        change,
      }),
    ),
    ...timeline.shares.flatMap(shareEvents),
  ];
  return events.sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(a.id > b.id) || -1,
  );
}

function laneEvents(lane: TimelineLane): TimelineEvent[] {
  return [
    ...lane.marks.map(mark => markEvent(lane, mark)),
    ...lane.outages.map(
      (outage): TimelineEvent => ({
        kind: 'outage',
        id: `outage ${lane.target} ${outage.from}`,
        at: outage.from,
        until: outage.to,
        lane,
        outage,
      }),
    ),
    ...presenceEvents(lane),
  ];
}

function markEvent(
  lane: TimelineLane | null,
  mark: TimelineMark,
): TimelineEvent {
  return {
    kind: 'mark',
    id: `mark ${lane?.target ?? ''} ${mark.deployment}`,
    at: mark.startedAt,
    until: mark.finishedAt,
    lane,
    mark,
  };
}

/** When it came and when it was gone; how many were ready in between is for the chart. */
function presenceEvents(lane: TimelineLane): TimelineEvent[] {
  return lane.presence.flatMap((presence, index) => {
    const before = lane.presence[index - 1];
    const next = lane.presence[index + 1];
    const events: TimelineEvent[] = [];
    if (before?.to !== presence.from) {
      events.push({
        kind: 'appeared',
        id: `appeared ${lane.target} ${presence.from}`,
        at: presence.from,
        until: null,
        lane,
        presence,
      });
    }
    const isGone = next
      ? next.from !== presence.to
      : lane.goneAt !== null &&
        Date.parse(lane.goneAt) <= Date.parse(presence.to);
    if (isGone) {
      events.push({
        kind: 'gone',
        id: `gone ${lane.target} ${presence.to}`,
        at: presence.to,
        until: null,
        lane,
      });
    }
    return events;
  });
}

/** When a platform carried clearly more or less than before. */
function shareEvents({ platform, spans }: PlatformShare): TimelineEvent[] {
  let told: number | undefined;
  return spans.flatMap(({ from, share, by }) => {
    const isNew =
      told === undefined ||
      Math.abs(share - told) >= SHARE_STEP ||
      (share !== told && (share === 0 || share === 1));
    if (!isNew) return [];
    told = share;
    return [
      {
        kind: 'share' as const,
        id: `share ${platform} ${from}`,
        at: from,
        until: null,
        lane: null,
        platform,
        share,
        by,
      },
    ];
  });
}
