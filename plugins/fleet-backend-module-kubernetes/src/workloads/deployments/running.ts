/**
 * What of a Deployment serves, rather than what is wished for.
 */
import type {
  ContainerFacts,
  ContainerImage,
} from '@landfall/backstage-plugin-fleet-node';
import { runningContainers } from '../containers';
import type { ReplicaSetRecord } from './appearances';
import type { DeploymentState, PodState } from './projections';

/** What a Deployment and those below it tell. */
export interface RunningOptions {
  deployment: DeploymentState;
  replicaSets: Iterable<ReplicaSetRecord>;
  podsOf(replicaSetUid: string): readonly PodState[];
  /** Containers that were told last. */
  before: readonly ContainerFacts[];
}

/** See the top of the file. */
export interface Running {
  images: ContainerImage[];
  containers: ContainerFacts[];
  /** Annotations of the template, as far as they are kept. */
  annotations: Readonly<Record<string, string>>;
}

/** Looks at the ReplicaSet with the most ready pods, the newest of equals; at the Deployment's own template where no ReplicaSet is seen. */
export function runningOf(options: RunningOptions): Running {
  let serving: ReplicaSetRecord | undefined;
  for (const record of options.replicaSets) {
    const more = record.state.ready - (serving?.state.ready ?? -1);
    const newer = (record.state.revision ?? 0) - (serving?.state.revision ?? 0);
    if (more > 0 || (more === 0 && newer > 0)) serving = record;
  }
  const { images, containers, templateAnnotations } =
    serving?.state ?? options.deployment;
  const oldestFirst = serving
    ? [...options.podsOf(serving.state.uid)].sort(
        (a, b) => a.createdAt - b.createdAt || (a.uid < b.uid ? -1 : 1),
      )
    : [];
  return {
    images: withDigests(images, oldestFirst),
    containers: runningContainers({
      template: containers,
      pods: oldestFirst.map(pod => pod.containers),
      before: options.before,
    }),
    annotations: templateAnnotations,
  };
}

/** Adds to images the digest of the newest pod that has one. */
function withDigests(
  images: ContainerImage[],
  oldestFirst: readonly PodState[],
): ContainerImage[] {
  const digests = new Map<string, string>();
  for (const pod of oldestFirst) {
    for (const [container, digest] of Object.entries(pod.digests)) {
      digests.set(container, digest);
    }
  }
  return images.map(image => {
    const digest = image.digest ?? digests.get(image.container);
    return digest === undefined ? image : { ...image, digest };
  });
}
