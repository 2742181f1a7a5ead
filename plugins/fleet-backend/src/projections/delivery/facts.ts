/** From observations of code hosts, CI, incident tools and clusters to the facts that delivery is derived from. Pure. */
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  targetKey,
  type ObservationKind,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type {
  CiDeploymentFact,
  CommitFact,
  DisruptionFact,
  IncidentFact,
  OperationFact,
  OutageFact,
  PageFact,
  PullRequestFact,
  ReleaseFact,
  TicketFact,
} from '../../delivery/types';
import type { Recorded } from '../../ledger/types';
import { nullable, observationId } from '../rolloutRows';
import type { DeliveryOptions } from './options';

type Of<K extends ObservationKind> = Recorded<ObservationOf<K>>;

/** A commit. */
export function commitFact({ at, body }: Of<'change'>): CommitFact {
  return {
    commit: body.commit,
    parents: body.parents,
    committedAt: instant(at),
    authoredAt: nullable(body.authoredAt),
    reverts: body.reverts,
    directories: body.directories,
    link: body.link ?? null,
  };
}

/** A pull or merge request. */
export function pullRequestFact(recorded: Of<'pull_request'>): PullRequestFact {
  const { origin, at, body } = recorded;
  return {
    id: observationId(recorded),
    origin,
    number: body.number,
    openedAt: instant(at),
    readyAt: nullable(body.readyAt),
    firstReviewAt: nullable(body.firstReviewAt),
    mergedAt: nullable(body.mergedAt),
    base: body.base,
    head: body.head,
    labels: body.labels,
    commits:
      body.commits?.map(one => ({
        commit: one.commit,
        committedAt: instant(one.committedAt),
        authoredAt: nullable(one.authoredAt),
        merge: one.merge,
      })) ?? null,
    mergeCommit: body.mergeCommit,
    reverts: body.reverts,
    fixes: body.fixes,
    link: body.link ?? null,
  };
}

/** What CI says of a deployment. */
export function ciDeploymentFact(
  recorded: Of<'ci_deployment'>,
  { environmentOfCi }: Pick<DeliveryOptions, 'environmentOfCi'>,
): CiDeploymentFact {
  const { origin = '', body } = recorded;
  const { environment, tier } = body;
  const mapped = environmentOfCi({ origin, environment, tier });
  return {
    id: observationId(recorded),
    origin,
    named: recorded.service !== undefined,
    ciEnvironment: environment,
    environment: mapped.name,
    production: mapped.production,
    at: instant(recorded.at),
    finishedAt: nullable(recorded.endedAt),
    outcome: body.outcome,
    commit: body.commit,
    ref: body.ref,
    version: body.version,
    images: body.images,
    estimated: {
      start: recorded.estimated.at,
      finish: recorded.estimated.endedAt,
    },
    backfilled: recorded.backfilled,
    link: body.link ?? null,
  };
}

/** A tag or release. */
export function releaseFact({ body }: Of<'release'>): ReleaseFact {
  return { tag: body.tag, commit: body.commit };
}

/**
 * Whether it is an incident still. What ended at no time was withdrawn: the issue was deleted, moved elsewhere, or lost the label that made it one.
 */
export function isIncident(
  recorded: Pick<Of<'incident'>, 'ended' | 'endedAt'>,
): boolean {
  return !recorded.ended || recorded.endedAt !== null;
}

/** An incident of the service itself. */
export function incidentFact(recorded: Of<'incident'>): IncidentFact {
  const { source, scope, key, body } = recorded;
  return {
    id: observationId(recorded),
    teller: JSON.stringify([source, scope]),
    key,
    own: true,
    openedAt: instant(recorded.at),
    acknowledgedAt: nullable(body.acknowledgedAt),
    resolvedAt: nullable(recorded.endedAt),
    impactStartedAt: nullable(body.impactStartedAt),
    mergedInto: body.mergedInto,
    aliases: body.aliases,
    causedBy: body.causedBy,
    title: body.title,
    severity: body.severity,
    link: body.link ?? null,
  };
}

/** A page. */
export function pageFact(recorded: Of<'page'>): PageFact {
  return {
    id: observationId(recorded),
    at: instant(recorded.at),
    urgency: recorded.body.urgency,
  };
}

/** A ticket. */
export function ticketFact(recorded: Of<'ticket'>): TicketFact {
  return {
    id: observationId(recorded),
    at: instant(recorded.at),
    closedAt: nullable(recorded.endedAt),
  };
}

/** An outage that a cluster, or something that watches the service as a whole, detected. */
export function outageFact(recorded: Of<'outage'>): OutageFact {
  return {
    id: observationId(recorded),
    target: recorded.target ? targetKey(recorded.target) : '',
    at: instant(recorded.at),
    endedAt: nullable(recorded.endedAt),
    link: recorded.body.link ?? null,
  };
}

/** Restarts, kills and crash loops. */
export function disruptionFact(recorded: Of<'disruption'>): DisruptionFact {
  return {
    id: observationId(recorded),
    target: targetKey(recorded.target),
    at: instant(recorded.at),
    endedAt: nullable(recorded.endedAt),
    disruption: recorded.body.disruption,
    count: recorded.body.count,
  };
}

/** Something done to a target that is no rollout. */
export function operationFact(recorded: Of<'operation'>): OperationFact {
  return {
    id: observationId(recorded),
    target: targetKey(recorded.target),
    at: instant(recorded.at),
    operation: recorded.body.operation,
    actor: recorded.body.actor,
  };
}
