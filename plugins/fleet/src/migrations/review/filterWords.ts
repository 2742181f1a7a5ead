import { shortName } from '../../format/entities';
import { sideWord, stageWord } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import type { ReviewFilterName, ReviewFilters } from '../../url/reviewQuery';

/** "Stage: validating, migrated"; names of waves by their id, where the title is not known. */
export function filterWords(
  t: FleetT,
  filters: ReviewFilters,
  {
    name,
    waves,
  }: { name: ReviewFilterName; waves: ReadonlyMap<string, string> },
): string {
  if (name === 'text') {
    return t('migrations.filters.activeText', { text: filters.text });
  }
  return t('migrations.filters.chosen', {
    name: t(`migrations.filters.${name}`),
    values: valuesOf(t, filters, { name, waves }).join(', '),
  });
}

function valuesOf(
  t: FleetT,
  filters: ReviewFilters,
  {
    name,
    waves,
  }: {
    name: Exclude<ReviewFilterName, 'text'>;
    waves: ReadonlyMap<string, string>;
  },
): string[] {
  switch (name) {
    case 'team':
      return filters.team ? [shortName(filters.team)] : [];
    case 'stage':
      return filters.stage.map(one => stageWord(t, one));
    case 'side':
      return filters.side.map(one => sideWord(t, one));
    case 'health':
      return filters.health.map(one => t(`migrations.health.${one}`));
    case 'decision':
      return filters.decision.map(one => t(`migrations.decision.${one}`));
    case 'wave':
      return filters.wave.map(one => waves.get(one) ?? one);
    default:
      return filters[name].map(shortName);
  }
}
