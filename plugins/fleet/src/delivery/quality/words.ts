import type {
  QualityGroup,
  QualityGroupList,
} from '@landfall/backstage-plugin-fleet-common';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { quality } from '../../translation/quality';

/** The words for a kind of trouble; those that this version does not know are said as they are written. */
export function kindWord(t: FleetT, kind: string): string {
  return isKnown(kind)
    ? t(`delivery.quality.kindWord.${kind}`)
    : kind.replaceAll('_', ' ');
}

/** What is wrong, in a sentence; of a kind that this version does not know as the API says it. */
export function problemOf(t: FleetT, group: QualityGroup): string {
  const { kind, place, services, problem } = group;
  if (!isKnown(kind)) return problem;
  const isOfService = place.kind === 'service' || place.kind === 'incidents';
  return t(`delivery.quality.together.${kind}`, {
    place: (isOfService && services.at(0)?.title) || place.name,
  });
}

/** What to do, in a sentence. */
export function remedyOf(t: FleetT, { kind, remedy }: QualityGroup): string {
  return isKnown(kind) ? t(`delivery.quality.todo.${kind}`) : remedy;
}

/** "36 numbers: lead time, change fail rate, rework of 12 services". */
export function metricWords(t: FleetT, group: QualityGroup): string {
  const { metrics, numbers, serviceCount } = group;
  return numbers === 0
    ? t('delivery.quality.noNumber')
    : t('delivery.quality.numbersOf', {
        numbers: t('delivery.quality.numbers', { count: numbers }),
        metrics: metrics.map(one => t(`delivery.metric.${one}`)).join(', '),
        services: t('delivery.quality.services', { count: serviceCount }),
      });
}

/** How much there is to mend, and what would help most. */
export function qualitySentence(
  t: FleetT,
  list: QualityGroupList,
  chosen: string | undefined,
): string {
  const lead = t('delivery.quality.lead', {
    count: list.total,
    records: t('delivery.quality.records', { count: list.records }),
  });
  const most = list.kinds.find(({ kind }) => !chosen || kind === chosen);
  if (!most || most.numbers === 0) return lead;
  const numbers = t('delivery.quality.numbers', { count: most.numbers });
  const help = isKnown(most.kind)
    ? t('delivery.quality.help', {
        act: t(`delivery.quality.act.${most.kind}`),
        places: t('delivery.quality.places', { count: most.count }),
        numbers,
      })
    : t('delivery.quality.helpOther', {
        kind: kindWord(t, most.kind),
        number: formatNumber(t, most.count),
        numbers,
      });
  return `${lead} ${help}`;
}

function isKnown(kind: string): kind is keyof typeof quality.kindWord {
  return Object.hasOwn(quality.kindWord, kind);
}
