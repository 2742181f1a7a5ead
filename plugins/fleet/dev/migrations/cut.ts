/** The progress of a migration by team, wave and so on. */
import type {
  Cut,
  MigrationReview,
  Standing,
} from '@landfall/backstage-plugin-fleet-common';
import { progressOf } from './progress';

/** The parts with their backlog, the largest first. */
export function cutOf(
  standings: Standing[],
  options: { by: Cut; parents: Record<string, string> },
): MigrationReview['cut'] {
  const { by, parents } = options;
  const groups = new Map<
    string | null,
    { title: string; standings: Standing[] }
  >();
  for (const one of standings) {
    const [key, title] = keyOf(one, by, parents);
    const group = groups.get(key) ?? { title, standings: [] };
    group.standings.push(one);
    groups.set(key, group);
  }
  const rows = [...groups].map(([key, group]) => {
    const { scope, done, migrated, health } = progressOf(group.standings);
    return {
      key,
      title: group.title,
      parent: by === 'team' && key ? parents[key] ?? null : null,
      parentTitle: null,
      scope,
      done,
      migrated,
      moved: group.standings.length % 3,
      lagging: health.lagging,
      blocked: health.blocked,
      stalled: health.stalled,
    };
  });
  return {
    by,
    rows: rows
      .sort(
        (a, b) =>
          b.scope - b.done - (a.scope - a.done) ||
          a.title.localeCompare(b.title),
      )
      .slice(0, 500),
    total: rows.length,
  };
}

function keyOf(
  one: Standing,
  by: Cut,
  parents: Record<string, string>,
): [string | null, string] {
  const name = (value: string | null) => value?.split('/').at(-1) ?? '';
  switch (by) {
    case 'team':
      return [one.owner?.ref ?? null, one.owner?.title ?? ''];
    case 'parent': {
      const parent = one.owner ? parents[one.owner.ref] ?? one.owner.ref : null;
      return [parent, name(parent)];
    }
    case 'wave':
      return [one.wave?.id ?? null, one.wave?.title ?? ''];
    case 'platform':
      return one.to.ready > 0
        ? ['kubernetes', 'kubernetes']
        : ['helios', 'helios'];
    case 'cluster':
      return ['prod-eu', 'prod-eu'];
    default:
      return [one[by], name(one[by])];
  }
}
