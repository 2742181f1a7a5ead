import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';

type Wave = MigrationReview['waves'][number];

/** What fits on paper: A4 upright with margins of 12 mm. */
export const PAPER = {
  /** In CSS pixels, 96 to the inch. */
  chart: { width: 700, height: 200 },
  /** Lines under the chart of the first page, for decisions and waves together. */
  lines: 25,
  /** Waves leave at least so many of them to decisions. */
  leastDecisions: 10,
  /** Lines in a column of the second page. */
  column: 60,
  mostLines: 180,
} as const;

/** Divides the first page between decisions and waves. Where not all waves fit, those that are not over go first. */
export function shareRows(options: { decisions: number; waves: Wave[] }): {
  decisions: number;
  waves: Wave[];
  moreWaves: number;
} {
  const { waves } = options;
  const kept = Math.min(options.decisions, PAPER.leastDecisions);
  const fit = Math.min(waves.length, PAPER.lines - kept);
  const chosen = new Set(
    [...waves]
      .sort((a, b) => Number(isOver(a)) - Number(isOver(b)))
      .slice(0, fit),
  );
  return {
    decisions: Math.min(options.decisions, PAPER.lines - fit),
    waves: waves.filter(wave => chosen.has(wave)),
    moreWaves: waves.length - fit,
  };
}

function isOver(wave: Wave): boolean {
  return wave.actualEnd !== null;
}

/** Lines in as few columns as they need, all of about the same length. */
export function inColumns<T>(lines: T[]): T[][] {
  const count = Math.ceil(lines.length / PAPER.column);
  const length = Math.ceil(lines.length / count);
  return Array.from({ length: count }, (_, index) =>
    lines.slice(index * length, (index + 1) * length),
  ).filter(column => column.length > 0);
}
