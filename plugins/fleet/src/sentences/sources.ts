import type { SourceList } from '@landfall/backstage-plugin-fleet-common';
import { formatDuration, formatPercent } from '../format/units';
import type { FleetT } from '../translation';
import { joinSentences } from './freshness';

const TROUBLED = ['error', 'never', 'stale', 'partial'];

/** How many scopes with trouble are named. */
const NAMED = 3;

/** What the sources page says first: which scopes have trouble, what belongs nowhere, and how far the pages are behind. */
export function sourcesSentence(
  t: FleetT,
  list: SourceList,
  unmatched: { workloads: number; unseen: number; unclaimed: number },
): string {
  const mistakes =
    list.problems.length +
    list.items.reduce((sum, source) => sum + source.problems.length, 0);
  return joinSentences(
    scopesSentence(t, list),
    mistakes > 0
      ? t('sources.sentence.configuration', { count: mistakes })
      : '',
    unmatched.workloads > 0
      ? t('sources.sentence.unmatched', { count: unmatched.workloads })
      : '',
    unmatched.unseen > 0
      ? t('sources.sentence.unseen', { count: unmatched.unseen })
      : '',
    unmatched.unclaimed > 0
      ? t('sources.sentence.unclaimed', { count: unmatched.unclaimed })
      : '',
    lagSentence(t, list.projection),
  );
}

function scopesSentence(t: FleetT, list: SourceList): string {
  if (list.items.length === 0) return t('sources.sentence.none');
  const watched = list.items
    .flatMap(source => source.scopes)
    .filter(scope => scope.state !== 'not_watched');
  const troubled = watched.filter(scope => TROUBLED.includes(scope.state));
  if (watched.length === 0) return '';
  if (troubled.length === 0) {
    return t('sources.sentence.fresh', { count: watched.length });
  }
  const names = troubled
    .slice(0, NAMED)
    .map(scope => scope.scope)
    .join(', ');
  const more = troubled.length - NAMED;
  return t('sources.sentence.troubled', {
    count: troubled.length,
    of: t('sources.sentence.scopes', { count: watched.length }),
    names:
      more > 0 ? t('sources.sentence.more', { names, count: more }) : names,
  });
}

function lagSentence(
  t: FleetT,
  { oldestSeconds, rebuilding }: SourceList['projection'],
): string {
  if (rebuilding !== null) {
    return t('sources.sentence.rebuilding', {
      share: formatPercent(t, rebuilding),
    });
  }
  // A second or two is the ordinary way of a fact.
  return oldestSeconds !== null && oldestSeconds > 5
    ? t('sources.sentence.lag', { span: formatDuration(t, oldestSeconds) })
    : '';
}
