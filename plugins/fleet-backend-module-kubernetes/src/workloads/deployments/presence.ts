/**
 * What a Deployment runs: one observation for as long as it exists, with a new version whenever its state changed.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  canonicalJson,
  type ObservationOf,
  type PresenceBody,
} from '@landfall/backstage-plugin-fleet-node';
import { runningOf, type RunningOptions } from './running';

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
export interface PresenceOptions extends Omit<RunningOptions, 'before'> {
  before: Presence | undefined;
  now: Instant;
}

/** The state now; the one before, itself, if nothing changed. */
export function presenceOf(options: PresenceOptions): Presence {
  const { deployment, before, now } = options;
  const running = runningOf({
    ...options,
    before: before?.body.containers ?? [],
  });
  const state = {
    images: running.images,
    desired: deployment.desired,
    ready: deployment.ready,
    paused: deployment.paused,
    incarnation: deployment.uid,
    labels: deployment.labels,
    // What somebody wrote at the workload itself says more about it.
    annotations: { ...running.annotations, ...deployment.annotations },
    containers: running.containers,
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
