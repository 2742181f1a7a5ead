/** Teams nest; whoever asks for one sees the union of those below it. Pure. */

/** A team and one above it; itself with depth 0. */
export interface Ancestry {
  team: string;
  ancestor: string;
  depth: number;
}

/** Every team with itself and all above it. Where teams contain each other in a circle, each is above the others once. */
export function ancestries(
  teams: readonly { ref: string; parent: string | null }[],
): Ancestry[] {
  const parents = new Map(teams.map(team => [team.ref, team.parent]));
  return teams.flatMap(({ ref }) => {
    const seen = new Set<string>();
    for (
      let at: string | null | undefined = ref;
      at && parents.has(at) && !seen.has(at);
      at = parents.get(at)
    ) {
      seen.add(at);
    }
    return [...seen].map((ancestor, depth) => ({ team: ref, ancestor, depth }));
  });
}
