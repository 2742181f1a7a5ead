/**
 * Whose is a deployment that CI tells of a repository or job which several services share. The first of these that says something decides:
 *
 * 1. Entities name environments of CI: it is of those that name its environment.
 * 2. Clusters: it is of each service of which a rollout of the same version began there within the time for joining.
 * 3. Commits: it is of the services in whose directories something is different from what was deployed there before. A service that alone
 *    has the repository of the commit needs no directories.
 *
 * What none of them tells is a deployment of nobody, and listed once: with the first of the services by name.
 *
 * What a service takes by 3 depends on what others take by 2, and what is listed depends on both. So it is kept: see `ServiceCiRow`.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { deploysImages, type ReleaseCommits } from './ciVersion';
import type { ServiceRollout } from './deployments';
import { finding } from './joinCi';
import { SharedPlace } from './sharedPlace';
import { isTouched, type Touched } from './touched';
import type { CiDeploymentFact, QualityFinding } from './types';

const NOBODY_NAMES_IT = 'none of them names this environment';

/** A service that has a repository or job, perhaps among others. */
export interface Sharer {
  service: string;
  /** Of a repository that are its; empty where nobody says, or all are. */
  directories: readonly string[];
  /** Whether it should run somewhere. */
  runs: boolean;
  /** Whether its entity names an environment of CI; null where it names none at all. */
  names: ((environment: string) => boolean) | null;
}

/** By what a service has taken a shared deployment of CI for its own. */
export type TakenBy = 'cluster' | 'commits';

/** What one service is told by CI, and what decides whose it is. */
export interface CiTold {
  service: string;
  /** All that is told of its repositories and jobs, and of itself. */
  ci: readonly CiDeploymentFact[];
  rollouts: readonly ServiceRollout[];
  releases: ReleaseCommits;
  /** The services of the catalog that have each origin, by name; those that should run, where some do. */
  sharers: ReadonlyMap<string, readonly Sharer[]>;
  /** What the service itself says of each, also where it is none of them. */
  own: ReadonlyMap<string, Sharer>;
  /** Those of its origins that hold commits. */
  repositories: readonly string[];
  /** What other services have taken, by id. */
  takenByOthers: ReadonlyMap<string, ReadonlySet<TakenBy>>;
  touched: Touched;
  joinMs: number;
}

/** Something shared that a service has taken. */
export interface Taken {
  fact: CiDeploymentFact;
  by: TakenBy;
}

/** What of it is whose. */
export interface CiAttribution {
  /** Of the service. */
  own: CiDeploymentFact[];
  /** What of that is shared and named by nobody. */
  taken: Taken[];
  /** What is nobody's, where it is this service that lists it. */
  untold: QualityFinding[];
  /** Whether it is this service that lists what does not join, of one of its own. */
  lists(id: string): boolean;
  /** What would have told of a deployment of the service, had there been one. */
  telling: { at: Instant }[];
}

/** Finds out which of the deployments that CI tells are of one service. */
export function attributeCi(told: CiTold): CiAttribution {
  const result = {
    own: [] as CiDeploymentFact[],
    taken: [] as Taken[],
    untold: [] as QualityFinding[],
    telling: [] as CiDeploymentFact[],
  };
  const unlisted = new Set<string>();
  const rolledOut = rolloutsOf(told);
  const places = new Map<string, SharedPlace>();
  const keep = (fact: CiDeploymentFact) => {
    result.own.push(fact);
    result.telling.push(fact);
  };

  for (const fact of [...told.ci].sort(byStart)) {
    const self = told.own.get(fact.origin);
    const listed = told.sharers.get(fact.origin) ?? [];
    const others = listed.filter(one => one.service !== told.service);
    const isShared = others.length > 0;
    if (fact.named || !self || (!isShared && self.names === null)) {
      keep(fact);
      continue;
    }
    const all = [self, ...others].sort((a, b) =>
      compareText(a.service, b.service),
    );
    const named = all.filter(one => one.names?.(fact.ciEnvironment));
    if (named.length > 0) {
      if (named.includes(self)) {
        keep(fact);
        if (named[0] !== self) unlisted.add(fact.id);
      }
      continue;
    }
    const isLister = !isShared || listed[0].service === told.service;
    if (fact.environment === null) {
      if (isLister) {
        result.untold.push(finding('unmapped_ci_environment', fact));
      }
      continue;
    }
    if (rolledOut(fact)) {
      keep(fact);
      result.taken.push({ fact, by: 'cluster' });
      continue;
    }
    if (!isShared) {
      result.untold.push(
        finding('shared_ci_deployment', fact, { reason: NOBODY_NAMES_IT }),
      );
      continue;
    }
    const taken = told.takenByOthers.get(fact.id);
    if (!self.runs || taken?.has('cluster')) {
      continue;
    }
    const name = JSON.stringify([fact.origin, fact.ciEnvironment]);
    const place = places.get(name) ?? new SharedPlace(told.touched.graph);
    places.set(name, place);
    const judged = judge(fact, { all, place, told });
    const mine = judged.verdicts.get(told.service) ?? null;
    if (mine === true) {
      const standsFor = place.standsFor(fact);
      result.own.push(standsFor === null ? fact : { ...fact, standsFor });
      result.taken.push({ fact, by: 'commits' });
      if (judged.first !== told.service) unlisted.add(fact.id);
    }
    if (mine !== null) {
      result.telling.push(fact);
    }
    place.add(fact, { own: mine === true });
    if (isLister && !taken && judged.reason !== null) {
      result.untold.push(
        finding('shared_ci_deployment', fact, { reason: judged.reason }),
      );
    }
  }
  return { ...result, lists: id => !unlisted.has(id) };
}

/** Of each service whether a deployment is its by what it brought; null where that is not known. */
function judge(
  fact: CiDeploymentFact,
  given: { all: readonly Sharer[]; place: SharedPlace; told: CiTold },
): {
  verdicts: ReadonlyMap<string, boolean | null>;
  /** The first that has it. */
  first: string | null;
  /** Why nobody knows; null where it is somebody's, and where it is known to be nobody's. */
  reason: string | null;
} {
  const { all, place, told } = given;
  const unnamed = all.filter(one => one.names === null);
  const near = unnamed.filter(one => sharesCode(one.service, told));
  const alone = near.length === 1 ? near[0].service : null;
  const base = place.live?.commit ?? null;
  const isAgain = base !== null && base === fact.commit;
  const between =
    base === null || fact.commit === null
      ? null
      : told.touched.between(base, fact.commit);
  const isKnown = fact.commit !== null && told.touched.graph.get(fact.commit);
  const judgeOne = ({ service, directories }: Sharer): boolean | null => {
    if (service === alone && (isKnown || unnamed.length === 1)) {
      return true;
    }
    if (isAgain || between === null) {
      return isAgain ? false : null;
    }
    return directories.length === 0 ? null : isTouched(between, directories);
  };
  const verdicts = new Map(near.map(one => [one.service, judgeOne(one)]));
  const known = [...verdicts.values()];
  const first =
    near.find(one => verdicts.get(one.service) === true)?.service ?? null;
  const isDecided =
    first !== null || (known.length > 0 && known.every(one => one === false));
  return { verdicts, first, reason: isDecided ? null : why() };

  function why(): string {
    if (unnamed.length === 0) {
      return NOBODY_NAMES_IT;
    }
    if (fact.commit === null || !isKnown) {
      return 'no known commit of theirs is told';
    }
    if (near.some(one => one.directories.length === 0)) {
      return 'not all of them say which directories are theirs';
    }
    return base === null
      ? 'it is the first that is known there'
      : 'it is not known what its commits change';
  }
}

/** Whether a service has a repository in common with the one that is asked about. */
function sharesCode(service: string, told: CiTold): boolean {
  return (
    service === told.service ||
    told.repositories.some(origin =>
      told.sharers.get(origin)?.some(one => one.service === service),
    )
  );
}

/** Finds out whether something of the version of a deployment began to be rolled out in its environment within the time for joining. */
function rolloutsOf(told: CiTold): (fact: CiDeploymentFact) => boolean {
  const moves = told.rollouts
    .filter(one => one.class !== 'restart')
    .sort((a, b) => a.at - b.at);
  return fact => {
    let [low, high] = [0, moves.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (moves[middle].at < fact.at - told.joinMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (let i = low; moves[i]?.at <= fact.at + told.joinMs; i++) {
      const one = moves[i];
      if (
        one.environment === fact.environment &&
        one.production === fact.production &&
        deploysImages(fact, one.images, told.releases)
      ) {
        return true;
      }
    }
    return false;
  };
}

function byStart(a: CiDeploymentFact, b: CiDeploymentFact): number {
  return a.at - b.at || compareText(a.id, b.id);
}
