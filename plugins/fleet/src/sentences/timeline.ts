import type { Timeline } from '@landfall/backstage-plugin-fleet-common';
import { formatPercent } from '../format/units';
import type { FleetT } from '../translation';
import { joinSentences } from './freshness';

/** What a colleague would say about a span of a service's past: "In this time: 42 deployments, 2 of them failed; 1 incident. kubernetes carries 30 % of the traffic." */
export function timelineSentence(t: FleetT, timeline: Timeline): string {
  const marks = [
    ...timeline.elsewhere,
    ...timeline.lanes.flatMap(lane => lane.marks),
  ];
  const deployments = new Set(marks.map(one => one.deployment)).size;
  const failed = new Set(
    marks.filter(one => one.outcome === 'failed').map(one => one.deployment),
  ).size;
  const outages = timeline.lanes.reduce(
    (sum, lane) => sum + lane.outages.length,
    0,
  );
  const counted = t('timeline.sentence.deployments', { count: deployments });
  const list = [
    deployments > 0 && failed === 0 ? counted : '',
    failed > 0
      ? t('timeline.sentence.failed', { deployments: counted, count: failed })
      : '',
    timeline.incidents.length > 0
      ? t('timeline.sentence.incidents', { count: timeline.incidents.length })
      : '',
    outages > 0 ? t('timeline.sentence.outages', { count: outages }) : '',
  ].filter(Boolean);
  const shares = sharesPhrase(t, timeline);
  return joinSentences(
    list.length > 0
      ? t('timeline.sentence.happened', { list: list.join('; ') })
      : t('timeline.sentence.nothing'),
    shares && t('timeline.sentence.shares', { list: shares }),
  );
}

/** Of what was on several platforms, how much each carried at the end of the span; empty where all is on one. */
function sharesPhrase(t: FleetT, { shares, to }: Timeline): string {
  const last = shares.flatMap(({ platform, spans }) => {
    const span = spans.at(-1);
    return span?.to === to && span.share > 0 ? [{ platform, ...span }] : [];
  });
  const moved = shares.some(({ spans }) =>
    spans.some(({ share }) => share > 0 && share < 1),
  );
  if (!moved && last.length < 2) return '';
  return last
    .sort((a, b) => b.share - a.share)
    .map(({ platform, share, by }) =>
      t(
        by === 'traffic'
          ? 'timeline.sentence.shareTraffic'
          : 'timeline.sentence.shareInstances',
        { platform, share: formatPercent(t, share) },
      ),
    )
    .join(', ');
}
