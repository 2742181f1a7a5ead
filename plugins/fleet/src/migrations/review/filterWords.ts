import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { shortName } from '../../format/entities';
import { sideWord, stageWord } from '../../sentences/standing';
import type { FleetT } from '../../translation';
import type { ReviewFilterName, ReviewFilters } from '../../url/reviewQuery';

/** What people call the waves and teams of a review, by id and reference. */
export function filterTitles(
  review: MigrationReview,
): ReadonlyMap<string, string> {
  const titles = new Map(review.waves.map(wave => [wave.id, wave.title]));
  for (const { owner } of review.decisions.items) {
    if (owner) titles.set(owner.ref, owner.title);
  }
  const { by, rows } = review.cut;
  if (by !== 'team' && by !== 'parent') return titles;
  for (const { key, title, parent, parentTitle } of rows) {
    if (key) titles.set(key, title);
    if (parent && parentTitle) titles.set(parent, parentTitle);
  }
  return titles;
}

/** "Stage: validating, migrated"; waves by their id and teams by their name, where the title is not known. */
export function filterWords(
  t: FleetT,
  filters: ReviewFilters,
  {
    name,
    titles,
  }: { name: ReviewFilterName; titles: ReadonlyMap<string, string> },
): string {
  if (name === 'text') {
    return t('migrations.filters.activeText', { text: filters.text });
  }
  return t('migrations.filters.chosen', {
    name: t(`migrations.filters.${name}`),
    values: valuesOf(t, filters, { name, titles }).join(', '),
  });
}

function valuesOf(
  t: FleetT,
  filters: ReviewFilters,
  {
    name,
    titles,
  }: {
    name: Exclude<ReviewFilterName, 'text'>;
    titles: ReadonlyMap<string, string>;
  },
): string[] {
  switch (name) {
    case 'team':
      return filters.team
        ? [titles.get(filters.team) ?? shortName(filters.team)]
        : [];
    case 'stage':
      return filters.stage.map(one => stageWord(t, one));
    case 'side':
      return filters.side.map(one => sideWord(t, one));
    case 'health':
      return filters.health.map(one => t(`migrations.health.${one}`));
    case 'decision':
      return filters.decision.map(one => t(`migrations.decision.${one}`));
    case 'wave':
      return filters.wave.map(one => titles.get(one) ?? one);
    default:
      return filters[name].map(shortName);
  }
}
