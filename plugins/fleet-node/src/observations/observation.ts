import { z } from 'zod';
import {
  capacityBodySchema,
  hostBodySchema,
  operationBodySchema,
  outageBodySchema,
  presenceBodySchema,
  rolloutBodySchema,
  trafficBodySchema,
  usageBodySchema,
  validationBodySchema,
} from './bodies';
import {
  changeBodySchema,
  ciDeploymentBodySchema,
  disruptionBodySchema,
  incidentBodySchema,
  pageBodySchema,
  pipelineRunBodySchema,
  pullRequestBodySchema,
  releaseBodySchema,
  ticketBodySchema,
} from './deliveryBodies';
import { imageBodySchema } from './image';
import { targetRefSchema } from './target';

const instantMs = z.number().int().min(-8.64e15).max(8.64e15);

const common = {
  /** Stable within (source, scope): the same fact has the same key whoever reports it, and whenever. */
  key: z.string().min(1).max(512),
  /** Order of versions of this fact, from the source's object, such as a resource version. A lower one never replaces a higher. */
  version: z.number().int().min(0),
  /** When it happened or began; ms since the epoch. */
  at: instantMs,
  /** Whether it has ended. What ended changes no more, but by a correction. */
  ended: z.boolean(),
  /** When it ended; null while it has not, and where nobody knows. */
  endedAt: instantMs.nullable(),
  /** Which instants are reconstructed rather than observed. An estimate never replaces what was observed. */
  estimated: z
    .strictObject({ at: z.boolean(), endedAt: z.boolean() })
    .default({ at: false, endedAt: false }),
  /** Found after a gap in what was seen. */
  backfilled: z.boolean().default(false),
  /** Changes what had ended, and says why. */
  correction: z.string().min(1).max(256).optional(),
};
const onTarget = { target: targetRefSchema };
const service = z.string().max(255).optional();
const onTargetOrService = {
  target: targetRefSchema.optional(),
  /** Entity reference, where the source knows it. */
  service,
};
const ofNoTarget = {
  target: z.never().optional(),
};
const ofOrigin = {
  ...ofNoTarget,
  /** Where it belongs in the source, see `originOf…`; the directory says which services that is. */
  origin: z.string().min(1).max(512),
};
const ofOriginOrService = {
  ...ofNoTarget,
  origin: ofOrigin.origin.optional(),
  /** Entity reference, where the source knows it. */
  service,
};

/**
 * One fact from a source. Recording it twice changes nothing.
 *
 * @public
 */
export const observationSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rollout'),
      ...common,
      ...onTarget,
      body: rolloutBodySchema,
    }),
    z.strictObject({
      kind: z.literal('presence'),
      ...common,
      ...onTarget,
      body: presenceBodySchema,
    }),
    z.strictObject({
      kind: z.literal('outage'),
      ...common,
      ...onTargetOrService,
      body: outageBodySchema,
    }),
    z.strictObject({
      kind: z.literal('operation'),
      ...common,
      ...onTarget,
      body: operationBodySchema,
    }),
    z.strictObject({
      kind: z.literal('change'),
      ...common,
      ...ofOrigin,
      body: changeBodySchema,
    }),
    z.strictObject({
      kind: z.literal('pull_request'),
      ...common,
      ...ofOrigin,
      body: pullRequestBodySchema,
    }),
    z.strictObject({
      kind: z.literal('ci_deployment'),
      ...common,
      ...ofOriginOrService,
      body: ciDeploymentBodySchema,
    }),
    z.strictObject({
      kind: z.literal('pipeline_run'),
      ...common,
      ...ofOrigin,
      body: pipelineRunBodySchema,
    }),
    z.strictObject({
      kind: z.literal('release'),
      ...common,
      ...ofOrigin,
      body: releaseBodySchema,
    }),
    z.strictObject({
      kind: z.literal('incident'),
      ...common,
      ...ofOriginOrService,
      body: incidentBodySchema,
    }),
    z.strictObject({
      kind: z.literal('page'),
      ...common,
      ...ofOriginOrService,
      body: pageBodySchema,
    }),
    z.strictObject({
      kind: z.literal('ticket'),
      ...common,
      ...ofOriginOrService,
      body: ticketBodySchema,
    }),
    z.strictObject({
      kind: z.literal('disruption'),
      ...common,
      ...onTarget,
      body: disruptionBodySchema,
    }),
    z.strictObject({
      kind: z.literal('usage'),
      ...common,
      ...onTargetOrService,
      body: usageBodySchema,
    }),
    z.strictObject({
      kind: z.literal('traffic'),
      ...common,
      ...onTargetOrService,
      body: trafficBodySchema,
    }),
    z.strictObject({
      kind: z.literal('host'),
      ...common,
      ...ofNoTarget,
      body: hostBodySchema,
    }),
    z.strictObject({
      kind: z.literal('capacity'),
      ...common,
      ...ofNoTarget,
      body: capacityBodySchema,
    }),
    z.strictObject({
      kind: z.literal('image'),
      ...common,
      ...ofOrigin,
      body: imageBodySchema,
    }),
    z.strictObject({
      kind: z.literal('validation'),
      ...common,
      ...onTargetOrService,
      body: validationBodySchema,
    }),
  ])
  .refine(o => o.endedAt === null || o.ended, {
    path: ['endedAt'],
    message: 'has an end although it has not ended',
  })
  .refine(o => o.endedAt === null || o.endedAt >= o.at, {
    path: ['endedAt'],
    message: 'ends before it begins',
  });

/** What a source reports; see {@link observationSchema}. @public */
export type ObservationInput = z.input<typeof observationSchema>;
/** An observation after its schema filled the defaults. @public */
export type Observation = z.output<typeof observationSchema>;
/** `rollout`, `presence`, … @public */
export type ObservationKind = Observation['kind'];
/** The observation of one kind. @public */
export type ObservationOf<K extends ObservationKind> = Extract<
  Observation,
  { kind: K }
>;
