import type {
  MigrationReview,
  Standing,
} from '@landfall/backstage-plugin-fleet-common';
import { useEffect, useState } from 'react';
import { shortName } from '../../format/entities';
import type { ReviewFilters } from '../../url/reviewQuery';

/** By what a review can be limited beside the ladder and the team. */
const NAMES = [
  'wave',
  'tier',
  'system',
  'domain',
  'platform',
  'cluster',
] as const;
type Name = (typeof NAMES)[number];

/** The values of each, with what people call them. */
export type SeenValues = Record<Name, { value: string; label: string }[]>;

type Seen = Record<Name, Record<string, string>>;

const NONE: Seen = {
  wave: {},
  tier: {},
  system: {},
  domain: {},
  platform: {},
  cluster: {},
};

/** Collects what was seen since the page was opened, so that choosing one value does not make the others disappear from the choice. */
export function useSeenValues(options: {
  review: MigrationReview;
  items: Standing[] | undefined;
  filters: ReviewFilters;
}): SeenValues {
  const { review, items, filters } = options;
  const [seen, setSeen] = useState(NONE);
  useEffect(() => {
    setSeen(old => {
      const next = merge(old, { review, items: items ?? [] });
      return NAMES.every(
        name =>
          Object.keys(next[name]).length === Object.keys(old[name]).length,
      )
        ? old
        : next;
    });
  }, [review, items]);
  const choices = (name: Name) =>
    Object.entries({
      ...Object.fromEntries(filters[name].map(value => [value, value])),
      ...seen[name],
    })
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) =>
        a.label.localeCompare(b.label, undefined, { numeric: true }),
      );
  return {
    wave: choices('wave'),
    tier: choices('tier'),
    system: choices('system'),
    domain: choices('domain'),
    platform: choices('platform'),
    cluster: choices('cluster'),
  };
}

function merge(
  old: Seen,
  { review, items }: { review: MigrationReview; items: Standing[] },
): Seen {
  const next: Seen = {
    wave: { ...old.wave },
    tier: { ...old.tier },
    system: { ...old.system },
    domain: { ...old.domain },
    platform: { ...old.platform },
    cluster: { ...old.cluster },
  };
  for (const { id, title } of review.waves) next.wave[id] = title;
  const { by, rows } = review.cut;
  for (const { key, title } of rows) {
    if (key !== null && by !== 'team' && by !== 'parent') next[by][key] = title;
  }
  for (const { tier, system, domain } of items) {
    if (tier) next.tier[tier] = tier;
    if (system) next.system[system] = shortName(system);
    if (domain) next.domain[domain] = shortName(domain);
  }
  return next;
}
