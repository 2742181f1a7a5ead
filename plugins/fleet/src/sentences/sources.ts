import type { SourceList } from '@landfall/backstage-plugin-fleet-common';
import { formatDuration, formatPercent } from '../format/units';
import type { FleetT } from '../translation';
import { joinSentences } from './freshness';

const TROUBLED = ['error', 'never', 'stale', 'partial'];

/** What the sources page says first: which scopes have trouble, what belongs nowhere, and how far the pages are behind. */
export function sourcesSentence(
  t: FleetT,
  list: SourceList,
  unmatched: { workloads: number; unseen: number },
): string {
  const scopes = list.items.flatMap(source => source.scopes);
  const broken = list.items.filter(source => source.problems.length > 0);
  const troubled = [
    ...(list.problems.length > 0 ? [t('sources.problems.portal')] : []),
    ...broken.map(source => source.title),
    ...scopes
      .filter(scope => TROUBLED.includes(scope.state))
      .map(scope => scope.scope),
  ];
  const { oldestSeconds, rebuilding } = list.projection;
  return joinSentences(
    headline(t, list, troubled, scopes.length),
    unmatched.workloads > 0
      ? t('sources.sentence.unmatched', { count: unmatched.workloads })
      : '',
    unmatched.unseen > 0
      ? t('sources.sentence.unseen', { count: unmatched.unseen })
      : '',
    rebuilding !== null
      ? t('sources.sentence.rebuilding', {
          share: formatPercent(t, rebuilding),
        })
      : '',
    // A second or two is the ordinary way of a fact.
    rebuilding === null && oldestSeconds !== null && oldestSeconds > 5
      ? t('sources.sentence.lag', { span: formatDuration(t, oldestSeconds) })
      : '',
  );
}

function headline(
  t: FleetT,
  list: SourceList,
  troubled: string[],
  scopes: number,
): string {
  if (list.items.length === 0 && troubled.length === 0) {
    return t('sources.sentence.none');
  }
  if (troubled.length === 0) {
    return t('sources.sentence.fresh', { count: list.items.length });
  }
  return t('sources.sentence.troubled', {
    count: troubled.length,
    of: t('sources.sentence.scopes', {
      count: Math.max(scopes, troubled.length),
    }),
    names: troubled.slice(0, 3).join(', ') + (troubled.length > 3 ? ' …' : ''),
  });
}
