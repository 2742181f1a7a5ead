import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Gap, JobState } from './cursor';

/** That long a gap is told, ms. */
const TOLD_MS = 7 * 86_400_000;
const MOST_NAMED = 3;

/** What is missing because Jenkins does not keep it, in two sentences at most, however many jobs there are. */
export function gapProblems(
  jobs: Readonly<Record<string, JobState>>,
  now: number,
): Problem[] {
  const gaps = Object.entries(jobs).flatMap(([name, { gap }]) =>
    gap && now - gap.at < TOLD_MS ? [{ name, gap }] : [],
  );
  const meanwhile = gaps.filter(({ gap }) => !gap.first);
  const before = gaps.filter(({ gap }) => gap.first);
  const problems: Problem[] = [];
  if (meanwhile.length > 0) {
    problems.push({
      text: `Builds of ${jobsText(
        meanwhile.length,
      )} were gone before they were looked at: ${named(
        meanwhile,
        ({ from, to, count }) =>
          `${count.toLocaleString('en')} of the numbers ${from} to ${to}`,
      )}. What they deployed is not known`,
      fix: 'Let those jobs keep their builds longer, or lower fleet.jenkins.intervalSeconds.',
    });
  }
  if (before.length > 0) {
    problems.push({
      text: `Older builds of ${jobsText(
        before.length,
      )} were gone before the first look: ${named(
        before,
        ({ to }) => `all up to number ${to}`,
      )}. The history begins after them`,
      fix: 'Nothing: Jenkins does not have them any more.',
    });
  }
  return problems;
}

function jobsText(count: number): string {
  return count === 1 ? 'one job' : `${count.toLocaleString('en')} jobs`;
}

function named(
  gaps: readonly { name: string; gap: Gap }[],
  words: (gap: Gap) => string,
): string {
  const texts = gaps
    .slice(0, MOST_NAMED)
    .map(({ name, gap }) => `${name.replace(/^jenkins:/, '')} ${words(gap)}`);
  const more = gaps.length - texts.length;
  return [...texts, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
