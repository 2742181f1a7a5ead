import type { Freshness } from '@landfall/backstage-plugin-fleet-common';
import { formatSpan, toWholeSpan } from '../format/units';
import type { FleetT } from '../translation';

/**
 * What a colleague would say about data that is not fresh: "We have not heard from prod-eu for 3 h; what is shown of it is from before that."
 * Empty while everything is fresh or no source covers it.
 *
 * @param now - milliseconds since the epoch
 */
export function freshnessSentence(
  t: FleetT,
  freshness: Freshness,
  now: number,
): string {
  const worst = freshness.troubled[0];
  if (!worst) return '';
  const { scope } = worst;
  const count = freshness.troubled.length;
  const options = { scope, count, more: String(count - 1) };
  if (worst.state === 'partial') return t('states.heard.partial', options);
  if (!worst.lastSuccess) return t('states.heard.never', options);
  const seconds = Math.max(0, (now - Date.parse(worst.lastSuccess)) / 1000);
  return t('states.heard.stale', {
    ...options,
    span: formatSpan(t, toWholeSpan(seconds)),
  });
}

/** Joins sentences that have something to say. */
export function joinSentences(...sentences: string[]): string {
  return sentences.filter(Boolean).join(' ');
}
