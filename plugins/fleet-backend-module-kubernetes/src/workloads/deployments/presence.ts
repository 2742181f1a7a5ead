/**
 * What a Deployment runs: one observation for as long as it exists, with a new version whenever its state changed.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  canonicalJson,
  type ContainerImage,
  type ObservationOf,
  type PresenceBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { ReplicaSetRecord } from './appearances';
import type { DeploymentState, PodState } from './projections';

/** Key of a presence's observation. */
export function presenceKey(deploymentUid: string): string {
  return `presence/${deploymentUid}`;
}

/** The state that was reported last. */
export interface Presence {
  /** When the Deployment was created. */
  at: Instant;
  body: PresenceBody;
}

/** Takes over the presence that was open before a restart. */
export function restoredPresence(
  observation: ObservationOf<'presence'>,
): Presence {
  return { at: instant(observation.at), body: observation.body };
}

/** What a state is made of. */
export interface PresenceOptions {
  deployment: DeploymentState;
  replicaSets: Iterable<ReplicaSetRecord>;
  podsOf(replicaSetUid: string): readonly PodState[];
  before: Presence | undefined;
  now: Instant;
}

/** The state now; the one before, itself, if nothing changed. */
export function presenceOf(options: PresenceOptions): Presence {
  const { deployment, before, now } = options;
  const state = {
    images: runningImages(options),
    desired: deployment.desired,
    ready: deployment.ready,
    paused: deployment.paused,
    incarnation: deployment.uid,
    labels: deployment.labels,
    annotations: deployment.annotations,
    containers: [],
  };
  if (before) {
    const { since: _, ...known } = before.body;
    if (canonicalJson(known) === canonicalJson(state)) return before;
  }
  // All of this stands in the Deployment, so it began when that was written.
  const written = deployment.writtenAt ?? now;
  const since = Math.min(
    now,
    Math.max(written, deployment.createdAt, before?.body.since ?? -Infinity),
  );
  return {
    at: deployment.createdAt,
    body: { ...state, since: instant(since) },
  };
}

/** Whether two states differ in nothing but how many instances are ready. */
export function differsInReadyOnly(a: Presence, b: Presence): boolean {
  const comparable = ({ body }: Presence) =>
    canonicalJson({ ...body, ready: 0, since: 0 });
  return a.body.ready !== b.body.ready && comparable(a) === comparable(b);
}

/** The images of the ReplicaSet with the most ready pods, the newest of equals: what serves, not what is wished for. */
function runningImages(options: PresenceOptions): ContainerImage[] {
  let serving: ReplicaSetRecord | undefined;
  for (const record of options.replicaSets) {
    const more = record.state.ready - (serving?.state.ready ?? -1);
    const newer = (record.state.revision ?? 0) - (serving?.state.revision ?? 0);
    if (more > 0 || (more === 0 && newer > 0)) serving = record;
  }
  if (!serving) return options.deployment.images;
  const digests = digestsOf(options.podsOf(serving.state.uid));
  return serving.state.images.map(image => {
    const digest = image.digest ?? digests.get(image.container);
    return digest === undefined ? image : { ...image, digest };
  });
}

/** The digest of the newest pod that has one, by container. */
function digestsOf(pods: readonly PodState[]): Map<string, string> {
  const digests = new Map<string, string>();
  const oldestFirst = [...pods].sort(
    (a, b) => a.createdAt - b.createdAt || (a.uid < b.uid ? -1 : 1),
  );
  for (const pod of oldestFirst) {
    for (const [container, digest] of Object.entries(pod.digests)) {
      digests.set(container, digest);
    }
  }
  return digests;
}
