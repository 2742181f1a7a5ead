/**
 * Turns answers into what the spans are told: what each query found, and whether what it did not find was not there.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Answer, Sample } from '../client/answer';
import type { PresenceEntry, TrafficEntry } from '../config/types';
import { groupSeries, sumOf } from '../series/group';
import { foundPresence, type FoundPresence } from '../spans/presence';
import type { Finding } from '../spans/spanBook';

/** An answer; undefined where there is none. */
type Given = Answer<Sample> | undefined;

/** What a query of traffic found. */
export function trafficFinding(
  entry: TrafficEntry,
  answer: Given,
): { finding: Finding<number>; problems: Problem[] } {
  const { groups, unclear, problems } = groupSeries(answer, entry);
  return {
    problems,
    finding: {
      entry: entry.id,
      found: new Map(
        [...groups].map(([key, group]) => [
          key,
          { subject: group.subject, fact: sumOf(group) },
        ]),
      ),
      unclear,
      complete: isWhole(answer),
    },
  };
}

/** What a query of presence found, and another of how many instances are wanted. */
export function presenceFinding(
  entry: PresenceEntry,
  answers: { ready: Given; desired: Given },
): { finding: Finding<FoundPresence>; problems: Problem[] } {
  const { groups, unclear, problems } = groupSeries(answers.ready, entry);
  const desired = groupSeries(answers.desired, {
    ...entry,
    path: `${entry.path}.desired`,
  });
  const desiredOf = (key: string) => {
    if (entry.desired === undefined) return null;
    if (!answers.desired || desired.unclear.has(key)) return undefined;
    const group = desired.groups.get(key);
    return group ? Math.round(sumOf(group)) : null;
  };
  return {
    problems: [...problems, ...desired.problems],
    finding: {
      entry: entry.id,
      found: new Map(
        [...groups].map(([key, group]) => [
          key,
          {
            subject: group.subject,
            fact: foundPresence(group, {
              image: entry.image,
              desired: desiredOf(key),
            }),
          },
        ]),
      ),
      unclear,
      complete: isWhole(answers.ready),
    },
  };
}

/** Leaves out what an earlier entry tells already: two that count the instances of one target would contradict each other. */
export function withoutDoubles(
  entries: readonly PresenceEntry[],
  findings: readonly Finding<FoundPresence>[],
): { findings: Finding<FoundPresence>[]; problems: Problem[] } {
  const tellers = new Map<string, string>();
  const problems: Problem[] = [];
  const cleared = findings.map((finding, index) => {
    const { path } = entries[index];
    const doubles = new Map<string, number>();
    const found = new Map(
      [...finding.found].filter(([key]) => {
        const teller = tellers.get(key);
        if (teller === undefined) {
          tellers.set(key, path);
          return true;
        }
        doubles.set(teller, (doubles.get(teller) ?? 0) + 1);
        return false;
      }),
    );
    for (const [teller, number] of doubles) {
      problems.push({
        text: `${path} tells of ${
          number === 1 ? 'a workload' : `${number} workloads`
        } that ${teller} tells of, too; that is left out`,
        fix: `Let only one of ${teller} and ${path} tell of a workload.`,
      });
    }
    return { ...finding, found };
  });
  return { findings: cleared, problems };
}

function isWhole(answer: Given): boolean {
  return answer !== undefined && answer.warnings.length === 0;
}
