import { z } from 'zod';
import { outcomeSchema, rolloutClassSchema } from './delivery';
import { incidentSchema } from './metrics';
import { sideStateSchema, stageSchema } from './migrations';
import { entityRefSchema, timestampSchema } from './primitives';
import { freshnessSchema, freshnessStateSchema } from './services';

/** The longest span that a timeline may show, in days. @public */
export const MAX_TIMELINE_DAYS = 1_100;

/** The span that a timeline shows: the last 90 days where it is left out. @public */
export const timelineQuerySchema = z.strictObject({
  from: timestampSchema.optional(),
  /** The present where it is left out; never later. */
  to: timestampSchema.optional(),
});
/** What a caller passes, before defaults. @public */
export type TimelineQuery = z.input<typeof timelineQuerySchema>;

/** One target's part in a deployment, or a deployment that only CI tells of. @public */
export const timelineMarkSchema = z.object({
  /** Id of the deployment. */
  deployment: z.string(),
  class: rolloutClassSchema,
  outcome: outcomeSchema,
  startedAt: timestampSchema,
  /** Null while it is not known. */
  finishedAt: timestampSchema.nullable(),
  version: z.string(),
});
/** See {@link timelineMarkSchema}. @public */
export type TimelineMark = z.infer<typeof timelineMarkSchema>;

/** One target of the service, with what happened on it. @public */
export const timelineLaneSchema = z.object({
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workload: z.string(),
  environment: z.string().nullable(),
  production: z.boolean(),
  /** Since when somebody has looked at it; null where only its past was found. */
  observedSince: timestampSchema.nullable(),
  /** When it disappeared; null while it is there. */
  goneAt: timestampSchema.nullable(),
  freshness: freshnessStateSchema,
  /** Newest successful look at it: what is shown after it is not known. */
  seenAt: timestampSchema.nullable(),
  /** When it was there, oldest first, cut to the span of the timeline; where there is none, no instance was seen. */
  presence: z.array(
    z.object({
      from: timestampSchema,
      to: timestampSchema,
      ready: z.number().int().min(0),
      /** Null where the platform has no such number. */
      desired: z.number().int().min(0).nullable(),
    }),
  ),
  /** Oldest first. */
  marks: z.array(timelineMarkSchema),
  /** When it was not available, as its cluster tells; oldest first. */
  outages: z.array(
    z.object({
      from: timestampSchema,
      /** Null while it goes on. */
      to: timestampSchema.nullable(),
      cause: z.string(),
      link: z.string().nullable(),
    }),
  ),
});
/** See {@link timelineLaneSchema}. @public */
export type TimelineLane = z.infer<typeof timelineLaneSchema>;

/** How much of a service's production one platform carried over time. @public */
export const platformShareSchema = z.object({
  platform: z.string(),
  /** Oldest first; where there is none, nobody knows. */
  spans: z.array(
    z.object({
      from: timestampSchema,
      to: timestampSchema,
      /** Between 0 and 1. */
      share: z.number().min(0).max(1),
      /** By traffic where all platforms with instances tell of it, else by ready instances. */
      by: z.enum(['traffic', 'instances']),
    }),
  ),
});
/** See {@link platformShareSchema}. @public */
export type PlatformShare = z.infer<typeof platformShareSchema>;

/** What happened to one service over a span of time, on each of its targets. @public */
export const timelineSchema = z.object({
  service: entityRefSchema,
  from: timestampSchema,
  to: timestampSchema,
  /** The portal's, in which days and weeks are cut; an IANA name. */
  timeZone: z.string(),
  /** What is shorter than this is shown together with what follows, in `presence` and `shares`. */
  resolutionSeconds: z.number().min(0),
  /** Production first, what is gone last; at most 40. */
  lanes: z.array(timelineLaneSchema),
  shares: z.array(platformShareSchema),
  /** Deployments that no cluster shows: CI tells of them. Oldest first. */
  elsewhere: z.array(timelineMarkSchema),
  /** Reported by people and tools, oldest first. Those that a cluster detects are outages of lanes. */
  incidents: z.array(
    incidentSchema
      .pick({
        id: true,
        title: true,
        severity: true,
        openedAt: true,
        resolvedAt: true,
        link: true,
      })
      .extend({
        /** Targets of the deployments that failed by it; empty where it is about the whole service. */
        targets: z.array(z.string()),
      }),
  ),
  /** When the service came to another stage of a migration, oldest first. */
  stages: z.array(
    z.object({
      migration: z.string(),
      title: z.string(),
      at: timestampSchema,
      /** Null beside the ladder. */
      stage: stageSchema.nullable(),
      side: sideStateSchema.nullable(),
      /** Whether it came back down. */
      back: z.boolean(),
    }),
  ),
  /** What of the span is left out because there is too much of it, the oldest of each. */
  more: z.object({
    lanes: z.number().int().min(0),
    deployments: z.number().int().min(0),
    outages: z.number().int().min(0),
    incidents: z.number().int().min(0),
    stages: z.number().int().min(0),
    /** Changes of instances and of traffic before this moment are left out; null where nothing is. */
    presenceBefore: timestampSchema.nullable(),
  }),
  freshness: freshnessSchema,
});
/** See {@link timelineSchema}. @public */
export type Timeline = z.infer<typeof timelineSchema>;
