/**
 * Which targets there are. A deployment group's is the group with the name of its job, whatever the version; jobs that are put on hosts by hand are one target by
 * name. A target goes on for as long as its group, a deployment or a job of its name is left: a job that nobody deployed is still there to be started.
 */
import {
  targetKey,
  type TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look, SeenGroup } from '../look/look';
import type { Job } from '../model/job';
import type { Deployment, Task } from '../model/jobStatus';

const PLATFORM = 'helios';
const GROUP_KIND = 'DeploymentGroup';
const HAND_KIND = 'Job';
/** The namespace of what is put on hosts by hand. */
const BY_HAND = 'hosts';

/** One instance of a target that is wanted: a version of its job on a host. */
export interface Place {
  job: Job;
  deployment: Deployment;
  task: Task | undefined;
}

/** A target as one look saw it. */
export interface SeenTarget {
  key: string;
  ref: TargetRef;
  /** The group that it belongs to, if it is a group's and that still runs its job. */
  group: SeenGroup | undefined;
  /** By host, then by version. */
  places: Place[];
  /** All versions of its job that the master has, the newest first. */
  jobs: Job[];
}

/** Whether a target is a group's. */
export function isGroupTarget({ workloadKind }: TargetRef): boolean {
  return workloadKind === GROUP_KIND;
}

/** The target of what is put on hosts by hand. */
export function handTarget(cluster: string, jobName: string): TargetRef {
  return {
    platform: PLATFORM,
    cluster,
    namespace: BY_HAND,
    workloadKind: HAND_KIND,
    workload: jobName,
  };
}

/** The target of what a group runs. */
export function groupTarget(
  cluster: string,
  group: string,
  jobName: string,
): TargetRef {
  return {
    platform: PLATFORM,
    cluster,
    namespace: group,
    workloadKind: GROUP_KIND,
    workload: jobName,
  };
}

/** What {@link seenTargets} looks at. */
export interface TargetsOptions {
  cluster: string;
  look: Look;
  /** Targets that were there before. */
  before: Iterable<TargetRef>;
}

/**
 * The targets of a look, by key. `unknown` are those of which not everything could be seen: they are left as they were. What is in neither is gone.
 */
export function seenTargets({ cluster, look, before }: TargetsOptions): {
  seen: Map<string, SeenTarget>;
  unknown: Set<string>;
} {
  const byName = jobsByName(look);
  const seen = new Map<string, SeenTarget>();
  const put = (ref: TargetRef): SeenTarget => {
    const key = targetKey(ref);
    let target = seen.get(key);
    if (target === undefined) {
      const jobs = byName.get(ref.workload) ?? [];
      target = { key, ref, group: undefined, places: [], jobs };
      seen.set(key, target);
    }
    return target;
  };
  const claimed = new Set<string>();

  for (const group of look.groups.values()) {
    if (group.job === null) continue;
    put(groupTarget(cluster, group.name, group.job.name)).group = group;
    claimed.add(group.job.name);
  }
  for (const [id, status] of look.statuses) {
    const job = look.jobs.get(id);
    if (job === undefined) continue;
    for (const deployment of status.deployments) {
      const { group, host } = deployment;
      const target = put(
        group === null
          ? handTarget(cluster, job.name)
          : groupTarget(cluster, group, job.name),
      );
      target.places.push({ job, deployment, task: status.tasks.get(host) });
      claimed.add(job.name);
    }
  }
  // What is registered and nowhere deployed belongs to whoever had it last; where nobody had it, it waits to be put on hosts.
  for (const ref of before) {
    if (byName.has(ref.workload) && !claimed.has(ref.workload)) put(ref);
  }
  const had = new Set([...seen.values()].map(({ ref }) => ref.workload));
  for (const name of byName.keys()) {
    if (!had.has(name)) put(handTarget(cluster, name));
  }
  return { seen, unknown: unknownTargets({ cluster, look, before }, seen) };
}

/** Targets of which a part could not be read, whether they were found or not. */
function unknownTargets(
  { look, before }: TargetsOptions,
  seen: ReadonlyMap<string, SeenTarget>,
): Set<string> {
  const unknown = new Set<string>();
  const mark = (ref: TargetRef) => {
    const ofGroup = isGroupTarget(ref) && look.unknownGroups.has(ref.namespace);
    if (ofGroup || look.unknownNames.has(ref.workload)) {
      unknown.add(targetKey(ref));
    }
  };
  for (const ref of before) mark(ref);
  for (const { key, ref, places } of seen.values()) {
    mark(ref);
    const blind = places.some(({ deployment }) =>
      look.unknownHosts.has(deployment.host),
    );
    if (blind) unknown.add(key);
  }
  // A group that could not be read may run any job that nobody else has.
  if (look.unknownGroups.size > 0) {
    for (const { key, ref, places } of seen.values()) {
      if (!isGroupTarget(ref) && places.length === 0) unknown.add(key);
    }
  }
  return unknown;
}

function jobsByName({ jobs }: Look): Map<string, Job[]> {
  const byName = new Map<string, Job[]>();
  for (const job of jobs.values()) {
    const known = byName.get(job.name);
    if (known) known.push(job);
    else byName.set(job.name, [job]);
  }
  for (const versions of byName.values()) {
    versions.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  }
  return byName;
}
