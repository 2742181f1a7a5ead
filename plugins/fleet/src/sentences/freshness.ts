import type { Freshness } from '@landfall/backstage-plugin-fleet-common';
import { formatSpan, toWholeSpan } from '../format/units';
import type { FleetT } from '../translation';

type Troubled = Freshness['troubled'][number];

/**
 * What a colleague would say about data that is not fresh: "We have not heard from prod-eu for 3 h; what is shown of it is from before that."
 * Empty while everything is fresh or no source covers it.
 *
 * @param now - milliseconds since the epoch
 */
export function freshnessSentence(
  t: FleetT,
  { troubled }: Freshness,
  now: number,
): string {
  const partial = troubled.filter(one => one.state === 'partial');
  const others = troubled.filter(one => one.state !== 'partial');
  const never = others.filter(one => !one.lastSuccess);
  const silent = others
    .filter(one => one.lastSuccess)
    .sort((a, b) => age(b, now) - age(a, now));
  return joinSentences(
    silent.length > 0
      ? t('states.heard.stale', {
          ...named(silent),
          span: formatSpan(t, toWholeSpan(age(silent[0], now))),
        })
      : '',
    never.length > 0 ? t('states.heard.never', named(never)) : '',
    partial.length > 0 ? t('states.heard.partial', named(partial)) : '',
  );
}

function named(scopes: Troubled[]) {
  return {
    scope: scopes[0].scope,
    count: scopes.length,
    more: String(scopes.length - 1),
  };
}

/** Seconds since the last successful look. */
function age({ lastSuccess }: Troubled, now: number): number {
  if (!lastSuccess) return Infinity;
  return Math.max(0, (now - Date.parse(lastSuccess)) / 1000);
}

/** Joins sentences that have something to say. */
export function joinSentences(...sentences: string[]): string {
  return sentences.filter(Boolean).join(' ');
}
