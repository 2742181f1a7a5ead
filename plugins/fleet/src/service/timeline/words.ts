import type {
  Timeline,
  TimelineLane,
  TimelineMark,
} from '@landfall/backstage-plugin-fleet-common';
import { formatMoment } from '../../format/times';
import {
  formatDuration,
  formatNumber,
  formatPercent,
} from '../../format/units';
import { sideWord, stageWord } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import type { Piece } from './pieces';

/** How things on a timeline are said, in the zone of the timeline. */
export interface Wording {
  t: FleetT;
  /** IANA name. */
  timeZone: string;
}

/** "v142, release, failed, 21 Nov 10:20" */
export function markWords({ t, timeZone }: Wording, mark: TimelineMark) {
  return t('timeline.mark.label', {
    version: mark.version,
    class: t(`common.class.${mark.class}`),
    outcome: t(`common.outcome.${mark.outcome}`),
    at: formatMoment(t, mark.startedAt, timeZone),
  });
}

/** "12 deployments, 3 Nov 10:00 – 4 Nov 12:00, 2 failed" */
export function clusterWords(
  { t, timeZone }: Wording,
  marks: readonly TimelineMark[],
): string {
  const several = t('timeline.mark.several', {
    count: marks.length,
    from: formatMoment(t, marks[0].startedAt, timeZone),
    to: formatMoment(t, marks[marks.length - 1].startedAt, timeZone),
  });
  const failed = marks.filter(({ outcome }) => outcome === 'failed').length;
  return failed > 0
    ? t('timeline.mark.severalFailed', {
        several,
        failed: formatNumber(t, failed),
      })
    : several;
}

/** "6 of 6 instances ready, 30 % of the traffic on kubernetes" */
export function pieceWords(
  { t }: Wording,
  piece: Piece,
  platform: string,
): string {
  const ready = formatNumber(t, piece.ready);
  const instances =
    piece.desired === null
      ? t('timeline.band.readyUnknown', { ready })
      : t('timeline.band.ready', {
          ready,
          desired: formatNumber(t, piece.desired),
        });
  if (piece.share === null || piece.by === null) return instances;
  const share = t(`timeline.band.${piece.by}`, {
    share: formatPercent(t, piece.share),
    platform,
  });
  return `${instances}, ${share}`;
}

/** "Not available for 4 min, 21 Nov 10:20: …" */
export function outageWords(
  { t, timeZone }: Wording,
  outage: TimelineLane['outages'][number],
): string {
  const at = formatMoment(t, outage.from, timeZone);
  const { cause } = outage;
  return outage.to === null
    ? t('timeline.outageOpen', { at, cause })
    : t('timeline.outage', { at, cause, span: spanWords(t, outage) });
}

/** "Carts are empty, 21 Nov 10:20, resolved after 40 min" */
export function incidentWords(
  { t, timeZone }: Wording,
  incident: Timeline['incidents'][number],
): string {
  const { title, openedAt, resolvedAt } = incident;
  const at = formatMoment(t, openedAt, timeZone);
  return resolvedAt === null
    ? t('timeline.incidentOpen', { title, at })
    : t('timeline.incident', {
        title,
        at,
        span: spanWords(t, { from: openedAt, to: resolvedAt }),
      });
}

/** "Helios → Kubernetes: shifting, 21 Nov 10:20" */
export function stageWords(
  { t, timeZone }: Wording,
  change: Timeline['stages'][number],
): string {
  return t(change.back ? 'timeline.stageBack' : 'timeline.stage', {
    migration: change.title,
    stage: placeWord(t, change),
    at: formatMoment(t, change.at, timeZone),
  });
}

/** The word for a stage, or for a place beside the ladder. */
export function placeWord(
  t: FleetT,
  { stage, side }: Pick<Timeline['stages'][number], 'stage' | 'side'>,
): string {
  if (stage) return stageWord(t, stage);
  return side ? sideWord(t, side) : t('timeline.offLadder');
}

/** "production · shop/cart-api" */
export function laneWords(t: FleetT, lane: TimelineLane): string {
  return t('timeline.lane.place', {
    environment: lane.environment ?? t('common.unmapped'),
    namespace: lane.namespace,
    workload: lane.workload,
  });
}

function spanWords(
  t: FleetT,
  { from, to }: { from: string; to: string | null },
): string {
  const seconds = (Date.parse(to ?? from) - Date.parse(from)) / 1000;
  return formatDuration(t, seconds);
}
