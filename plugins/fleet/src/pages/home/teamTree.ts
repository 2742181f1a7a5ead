import type { TeamSummary } from '@landfall/backstage-plugin-fleet-common';

/** A team with its place in the tree. */
export interface TeamNode extends TeamSummary {
  id: string;
  /** 0 for a team whose parent is not among those given. */
  depth: number;
  /** Title of the parent, if it is among those given. */
  parentTitle: string | undefined;
}

/** Orders of the list of teams; never by a delivery metric. */
export type TeamSort = 'name' | 'attention';

/**
 * Lays teams out as a tree, parents before their children, siblings in the order asked for. A team whose parent is missing, or that is
 * its own ancestor, stands at the top, so that none is lost.
 */
export function toTree(teams: TeamSummary[], sort: TeamSort): TeamNode[] {
  const byRef = new Map(teams.map(team => [team.ref, team]));
  const children = new Map<string | undefined, TeamSummary[]>();
  for (const team of teams) {
    const parent =
      team.parent && byRef.has(team.parent) ? team.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), team]);
  }
  const nodes: TeamNode[] = [];
  const placed = new Set<string>();
  const place = (team: TeamSummary, depth: number) => {
    if (placed.has(team.ref)) return;
    placed.add(team.ref);
    const parent = team.parent ? byRef.get(team.parent) : undefined;
    nodes.push({ ...team, id: team.ref, depth, parentTitle: parent?.title });
    for (const child of sorted(children.get(team.ref) ?? [], sort)) {
      place(child, depth + 1);
    }
  };
  for (const team of sorted(children.get(undefined) ?? [], sort))
    place(team, 0);
  for (const team of sorted(teams, sort)) place(team, 0);
  return nodes;
}

function sorted(teams: TeamSummary[], sort: TeamSort): TeamSummary[] {
  return [...teams].sort(
    (a, b) =>
      (sort === 'attention' ? b.attention - a.attention : 0) ||
      a.title.localeCompare(b.title) ||
      a.ref.localeCompare(b.ref),
  );
}
