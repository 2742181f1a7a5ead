/** What a look says is wrong. */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { JenkinsApi } from '../client/jenkinsApi';

/** A clock that is off by more makes times wrong that people look at, ms. */
const OFF_MS = 120_000;
/** The page of sources shows no more. */
const MOST_PROBLEMS = 50;

/** Whose clocks are off, by address. */
export function clockProblems(
  apis: ReadonlyMap<string, Pick<JenkinsApi, 'aheadMs'>>,
): Problem[] {
  return [...apis].flatMap(([baseUrl, { aheadMs = 0 }]) => {
    if (Math.abs(aheadMs) <= OFF_MS) return [];
    const minutes = Math.round(Math.abs(aheadMs) / 60_000);
    return [
      {
        text: `The clock of Jenkins at ${baseUrl} is ${minutes} minutes ${
          aheadMs > 0 ? 'ahead of' : 'behind'
        } that of the portal: times of its builds are off by as much`,
        fix: 'Put the clock of the one that is wrong right.',
      },
    ];
  });
}

/** As many problems as are shown, and how many more there are. */
export function atMost(problems: Problem[]): Problem[] {
  const more = problems.length - MOST_PROBLEMS;
  return more <= 0
    ? problems
    : [
        ...problems.slice(0, MOST_PROBLEMS),
        { text: `${more} more like these`, fix: 'Mend these first.' },
      ];
}
