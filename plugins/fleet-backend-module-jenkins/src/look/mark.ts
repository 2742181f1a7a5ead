import { createHash } from 'node:crypto';
import type { BuildPlace } from '../facts/builds';
import { rulesOfJob } from '../facts/deployment';

/** Marks a job: changes with all that decides what a build is, and whose. */
export function markOf(place: Omit<BuildPlace, 'latest'>): string {
  const { origin, repositories, deployment, rules } = place;
  const judged = [
    origin,
    repositories,
    deployment,
    rulesOfJob(rules, place).map(({ mark }) => mark),
  ];
  return createHash('sha256')
    .update(JSON.stringify(judged))
    .digest('hex')
    .slice(0, 16);
}
