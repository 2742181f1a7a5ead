import type { ServiceSummary } from '@landfall/backstage-plugin-fleet-common';
import type { FleetT } from '../translation';

/** How many services are named before the rest is only counted. */
const NAMED = 2;

/** How many services want somebody, in few words, for screen readers; empty when none does. */
export function attentionCount(
  t: FleetT,
  attention: number,
  services: number,
): string {
  if (attention === 0) return '';
  return t('team.sentence.bare', {
    count: attention,
    of: t('common.services', { count: services }),
  });
}

/**
 * Names the first services that need attention, with their most urgent reason: "cart-api is not ready; checkout-fe failed its last deployment; and
 * 3 more". Empty when none of those given needs attention.
 *
 * @param services - those that need attention first
 * @param total - how many need attention in all
 */
export function attentionNames(
  t: FleetT,
  services: Pick<ServiceSummary, 'title' | 'attention'>[],
  total: number,
): string {
  const named = services
    .filter(service => service.attention.length > 0)
    .slice(0, NAMED);
  if (named.length === 0) return '';
  const names = named
    .map(service =>
      t(`common.attentionPhrase.${service.attention[0]}`, {
        name: service.title,
      }),
    )
    .join('; ');
  const more = total - named.length;
  return more > 0 ? t('team.sentence.more', { names, count: more }) : names;
}
