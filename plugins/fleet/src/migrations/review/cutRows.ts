import type {
  Cut,
  MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { shortName } from '../../format/entities';

/** A line of a cut as the API tells it. */
export type CutRow = MigrationReview['cut']['rows'][number];

/** A line as the page shows it: a part of the whole, or the sum of the teams below one team. */
export interface CutLine extends Omit<CutRow, 'parent' | 'parentTitle'> {
  id: string;
  /** The sum of the lines below it. */
  group: boolean;
  /** 1 for what stands below a group. */
  depth: 0 | 1;
}

const COUNTS = [
  'scope',
  'done',
  'migrated',
  'moved',
  'lagging',
  'blocked',
  'stalled',
] as const;

/** What is left to do. */
export function backlog({
  scope,
  done,
}: Pick<CutRow, 'scope' | 'done'>): number {
  return scope - done;
}

/** Puts lines in order: by what is left to do, most first, or by name. Teams stand under the team above them, with their sum. */
export function cutLines(
  { by, rows }: { by: Cut; rows: CutRow[] },
  sort: 'backlog' | 'name',
): CutLine[] {
  const order = (a: CutLine, b: CutLine) =>
    (sort === 'backlog' ? backlog(b) - backlog(a) : 0) ||
    // What has no name comes last.
    Number(a.key === null) - Number(b.key === null) ||
    a.title.localeCompare(b.title);
  const lines = rows.map(row => lineOf(row));
  if (by !== 'team' || rows.every(row => row.parent === null)) {
    return lines.sort(order);
  }
  const titles = new Map(rows.map(row => [row.parent, row.parentTitle]));
  const groups = new Map<string, CutLine[]>();
  const alone: CutLine[] = [];
  rows.forEach((row, index) => {
    if (row.parent === null) alone.push(lines[index]);
    else {
      groups.set(row.parent, [
        ...(groups.get(row.parent) ?? []),
        { ...lines[index], depth: 1 },
      ]);
    }
  });
  const blocks = [...groups].map(([parent, below]) => {
    const own = alone.findIndex(line => line.key === parent);
    // The team above owns services of its own: they belong to its sum.
    const inside =
      own < 0 ? below : [...below, { ...alone[own], depth: 1 as const }];
    if (own >= 0) alone.splice(own, 1);
    const title = titles.get(parent) ?? shortName(parent);
    return [sumOf(parent, title, inside), ...inside.sort(order)];
  });
  return [...blocks, ...alone.map(line => [line])]
    .sort(([a], [b]) => order(a, b))
    .flat();
}

function lineOf({ parent: _, parentTitle: __, ...row }: CutRow): CutLine {
  return { ...row, id: row.key ?? '(none)', group: false, depth: 0 };
}

function sumOf(parent: string, title: string, lines: CutLine[]): CutLine {
  const sum = Object.fromEntries(
    COUNTS.map(name => [
      name,
      lines.reduce((total, line) => total + line[name], 0),
    ]),
  ) as Record<(typeof COUNTS)[number], number>;
  return {
    ...sum,
    id: `group ${parent}`,
    key: parent,
    title,
    group: true,
    depth: 0,
  };
}

/** How many lines are shown, and what is left of those that are not. */
export function firstLines(lines: CutLine[], most: number) {
  const shown = lines.slice(0, most);
  const rest = lines.slice(most).filter(line => !line.group);
  return {
    shown,
    more: rest.length,
    left: rest.reduce((sum, line) => sum + backlog(line), 0),
  };
}
