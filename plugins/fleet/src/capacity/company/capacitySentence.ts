import type { CompanyCapacity } from '@landfall/backstage-plugin-fleet-common';
import { formatNumber, formatPercent } from '../../format/units';
import { joinSentences } from '../../sentences/freshness';
import type { FleetT } from '../../translation';

/** Closer than this two are the same. */
const SAME = 0.005;

/** "kubernetes uses 4.6 times as much of its processors as helios. A node of kubernetes runs 3.1 times as many workloads as one of helios." */
export function capacitySentence(
  t: FleetT,
  { platforms, ratios }: CompanyCapacity,
): string {
  // Of more than two the table says more clearly who compares with whom.
  const sentences = (ratios.length === 1 ? ratios : []).flatMap(
    ({ platform, to, usedOfAllocatable, workloadsPerNode }) => [
      usedSentence(t, { platform, to, ratio: usedOfAllocatable.value }),
      packedSentence(t, { platform, to, ratio: workloadsPerNode.value }),
    ],
  );
  if (sentences.some(Boolean)) return joinSentences(...sentences);
  return platforms
    .flatMap(({ platform, usedOfAllocatable: { value } }) =>
      value === null
        ? []
        : [
            t('utilisation.oneUsed', {
              platform,
              share: formatPercent(t, value),
            }),
          ],
    )
    .join(' ');
}

interface Compared {
  platform: string;
  to: string;
  /** How many times as high it is on the first; null where that is not known. */
  ratio: number | null;
}

function usedSentence(t: FleetT, compared: Compared): string {
  const ordered = inOrder(compared);
  if (!ordered) return '';
  const { ratio, more, less } = ordered;
  return Math.abs(ratio - 1) < SAME
    ? t('utilisation.sameUsed', { more, less })
    : t('utilisation.twoUsed', {
        more,
        less,
        ratio: formatNumber(t, ratio),
      });
}

function packedSentence(t: FleetT, compared: Compared): string {
  const ordered = inOrder(compared);
  if (!ordered || Math.abs(ordered.ratio - 1) < SAME) return '';
  const { ratio, more, less } = ordered;
  return t('utilisation.twoPacked', {
    more,
    less,
    ratio: formatNumber(t, ratio),
  });
}

/** The one that has more of it first. Of something and nothing there is no ratio. */
function inOrder({ platform, to, ratio }: Compared) {
  if (ratio === null || ratio === 0) return undefined;
  return ratio >= 1
    ? { ratio, more: platform, less: to }
    : { ratio: 1 / ratio, more: to, less: platform };
}
