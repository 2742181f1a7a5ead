import { z } from 'zod';
import { madeFromSchema } from './madeFrom';

const instantMs = z.number().int();
const shortText = z.string().max(1024);
const label = z.record(z.string().max(317), z.string().max(1024));
const link = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .optional();

/** One container of the author's template (injected sidecars are not the author's). @public */
export const containerImageSchema = z.strictObject({
  container: z.string().max(253),
  /** As the author wrote it. */
  reference: z.string().min(1).max(1024),
  /** `sha256:…` that it resolved to, where known. */
  digest: z.string().max(256).optional(),
});
/** See {@link containerImageSchema}. @public */
export type ContainerImage = z.infer<typeof containerImageSchema>;

/** A port that a container offers. @public */
export const portSchema = z.strictObject({
  port: z.number().int().min(1).max(65535),
  /** As the author named it; empty without a name. */
  name: z.string().max(63),
  /** What is spoken there as the author says it, lower case, such as `grpc` or `http`; empty where nobody says. */
  protocol: z.string().max(63),
});
/** See {@link portSchema}. @public */
export type Port = z.infer<typeof portSchema>;

/**
 * What can be seen of one container of a target, injected sidecars included: what signals of migrations are asked of.
 *
 * @public
 */
export const containerFactsSchema = z.strictObject({
  container: z.string().max(253),
  /** As its template or, for an injected one, its instance names it. */
  image: z.string().min(1).max(1024),
  /** Not in the author's template, but in the instances. */
  injected: z.boolean(),
  ports: z.array(portSchema).max(64),
  /** Names of its environment variables, sorted; never their values. */
  environment: z.array(z.string().max(253)).max(512),
});
/** See {@link containerFactsSchema}. @public */
export type ContainerFacts = z.infer<typeof containerFactsSchema>;

/**
 * A target moved, or failed to move, to another artefact or configuration, or started its instances anew on purpose.
 * `at` is its start, `endedAt` its finish. Facts only: its class, and whether what was superseded has failed, are
 * derived from the target's whole history.
 *
 * @public
 */
export const rolloutBodySchema = z.strictObject({
  images: z.array(containerImageSchema).min(1).max(64),
  /** Keyed fingerprint of the rest of the template, made by `SourceContext.fingerprint`. */
  configuration: z.string().max(128),
  /** `superseded`: a newer one started before it finished. `unknown`: a gap in what was seen, `endedAt` stays null. */
  outcome: z.enum([
    'in_progress',
    'succeeded',
    'failed',
    'superseded',
    'unknown',
  ]),
  /** In progress beyond its deadline since then; it may still complete. */
  overdueSince: instantMs.nullable(),
  /** New instances were crash-looping since then while it was in progress. */
  crashLoopingSince: instantMs.nullable(),
  /** Why it ended or hangs, in the source's words, redacted; empty for the ordinary. */
  reason: shortText,
  /** Order among the rollouts of one incarnation of the target, such as the revision. */
  revision: z.number().int().min(0),
  /** Tells incarnations of a target apart: the uid of the workload. */
  incarnation: z.string().max(253),
  /** By which a person finds it again in the source. Never values of the configuration. */
  facts: label,
  /** What its author says that the artefact was made from; left out where nobody says. */
  madeFrom: madeFromSchema.optional(),
  link,
});
/** See {@link rolloutBodySchema}. @public */
export type RolloutBody = z.infer<typeof rolloutBodySchema>;

/**
 * What a target runs. One observation per incarnation of a target: each change of state is a new version, whose
 * `since` tells when the state began; it ends when the incarnation is gone.
 *
 * @public
 */
export const presenceBodySchema = z.strictObject({
  images: z.array(containerImageSchema).max(64),
  /** Instances that somebody wants; null where the platform has no such number. */
  desired: z.number().int().min(0).nullable(),
  /** Instances that are ready. */
  ready: z.number().int().min(0),
  /** When this state began (ms since the epoch). */
  since: instantMs,
  paused: z.boolean(),
  incarnation: z.string().max(253),
  /** Labels of the workload, by which it is attributed. */
  labels: label,
  /** Annotations of the workload and its template that the directory or a signal asks for; all others are dropped at the source. */
  annotations: label,
  /** Every container with what signals ask for; empty where the source cannot see any. */
  containers: z.array(containerFactsSchema).max(64).default([]),
});
/** See {@link presenceBodySchema}. @public */
export type PresenceBody = z.infer<typeof presenceBodySchema>;

/** A target or service was not available. A span. @public */
export const outageBodySchema = z.strictObject({
  cause: shortText,
  link,
});

/** Somebody or something did something to a target that is no rollout. @public */
export const operationBodySchema = z.strictObject({
  operation: z.enum([
    'scale',
    'restart',
    'edit',
    'create',
    'deploy',
    'undeploy',
    'delete',
  ]),
  /** Never who: only what kind of actor. */
  actor: z.enum(['person', 'machine', 'unknown']),
  from: z.number().nullable(),
  to: z.number().nullable(),
  link,
});

/**
 * Traffic of a service, or one target of it, on a platform. One observation per teller, service and platform: each change that
 * matters is a new version whose `since` tells when it began; it ends when nobody tells any more.
 *
 * @public
 */
export const trafficBodySchema = z.strictObject({
  /** Where it is served, as `TargetRef.platform` names it. */
  platform: z.string().min(1).max(63),
  requestsPerSecond: z.number().min(0),
  /** When this rate began (ms since the epoch). */
  since: instantMs,
});
/** See {@link trafficBodySchema}. @public */
export type TrafficBody = z.infer<typeof trafficBodySchema>;

/**
 * A machine that runs instances, with its health and capacity. One observation per machine: each change of state is a new
 * version; it ends when the machine is taken out.
 *
 * @public
 */
export const hostBodySchema = z.strictObject({
  platform: z.string().min(1).max(63),
  host: z.string().min(1).max(253),
  up: z.boolean(),
  /** Processors; null where the platform does not tell. */
  cpus: z.number().min(0).nullable(),
  memoryBytes: z.number().min(0).nullable(),
  /** When this state began (ms since the epoch). */
  since: instantMs,
});
/** See {@link hostBodySchema}. @public */
export type HostBody = z.infer<typeof hostBodySchema>;

/** Use of resources over the span `at`–`endedAt`. What is left out was not asked, what is null had no answer. @public */
export const usageBodySchema = z
  .strictObject({
    /** Where, for what is told of a service on one platform; null for a target, which says so itself. */
    platform: z.string().min(1).max(63).nullable().default(null),
    cpuUsedCores: z.number().min(0).nullable(),
    cpuRequestedCores: z.number().min(0).nullable(),
    requestsPerSecond: z.number().min(0).nullable(),
    /** What the nodes that it runs on can give to what runs there, each node counted once. */
    cpuAllocatableCores: z.number().min(0).nullable().optional(),
    /** Least number of replicas. */
    minReplicas: z.number().int().min(0).nullable().optional(),
    /** Greatest number of replicas. */
    maxReplicas: z.number().int().min(0).nullable().optional(),
    /** Whether an autoscaler owns the number of replicas. */
    autoscaled: z.boolean().nullable().optional(),
  })
  .refine(
    ({ minReplicas, maxReplicas }) =>
      typeof minReplicas !== 'number' ||
      typeof maxReplicas !== 'number' ||
      minReplicas <= maxReplicas,
    { path: ['minReplicas'], message: 'is greater than maxReplicas' },
  );
/** See {@link usageBodySchema}. @public */
export type UsageBody = z.infer<typeof usageBodySchema>;

/** What a platform, or one cluster of it, can give over the span `at`–`endedAt`, and what is made of it. @public */
export const capacityBodySchema = z.strictObject({
  /** As `TargetRef.platform` names it. */
  platform: z.string().min(1).max(63),
  /** Null where the whole platform is told of at once. */
  cluster: z.string().min(1).max(253).nullable(),
  cpuUsedCores: z.number().min(0).nullable(),
  cpuRequestedCores: z.number().min(0).nullable(),
  /** What its nodes can give to what runs there. */
  cpuAllocatableCores: z.number().min(0).nullable(),
  /** A mean over the span, as the number of workloads. */
  nodes: z.number().min(0).nullable(),
  workloads: z.number().min(0).nullable(),
});
/** See {@link capacityBodySchema}. @public */
export type CapacityBody = z.infer<typeof capacityBodySchema>;

/** What a validation run of a service found, as CI reports it; `at` is when it ended. @public */
export const validationBodySchema = z.strictObject({
  rule: z.enum(['load_test', 'stress_test']),
  result: z.enum(['met', 'not_met']),
  /** For one migration, by its id; null for every one that asks for such a rule. */
  migration: z.string().max(63).nullable(),
  /** Requests per second at the peak. */
  peakRate: z.number().min(0).nullable(),
  durationSeconds: z.number().min(0).nullable(),
  link,
});
/** See {@link validationBodySchema}. @public */
export type ValidationBody = z.infer<typeof validationBodySchema>;
