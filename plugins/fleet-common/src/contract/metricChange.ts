import { z } from 'zod';
import { rolloutClassSchema } from './delivery';
import { incidentSchema, metricNameSchema, metricUnitSchema } from './metrics';
import {
  daySchema,
  entityPathSchema,
  entityRefSchema,
  timestampSchema,
  windowSchema,
} from './primitives';

/** The path parameters that name a catalog entity and one of its numbers. @public */
export const metricPathSchema = entityPathSchema.extend({
  metric: metricNameSchema,
});

/** What a part of a number is about. @public */
export const changeSubjectSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('deployment'),
    id: z.string(),
    version: z.string(),
    environment: z.string().nullable(),
    startedAt: timestampSchema,
  }),
  z.object({
    kind: z.literal('incident'),
    id: z.string(),
    series: incidentSchema.shape.series,
    title: z.string(),
    openedAt: timestampSchema,
    link: z.string().nullable(),
  }),
  /** Deployments of one class. */
  z.object({ kind: z.literal('class'), class: rolloutClassSchema }),
  /** One kind of load, where hours of several are added up. */
  z.object({ kind: z.literal('load'), load: metricNameSchema }),
  /** A day of the portal's calendar. */
  z.object({ kind: z.literal('day'), day: daySchema }),
  z.object({
    kind: z.literal('service'),
    service: entityRefSchema,
    title: z.string(),
  }),
]);
/** See {@link changeSubjectSchema}. @public */
export type ChangeSubject = z.infer<typeof changeSubjectSchema>;

/** How one thing differs between a window and the one before, and what that makes of a number. @public */
export const changePartSchema = z.object({
  of: changeSubjectSchema,
  /** How many items it has in the window: commits of a deployment, deployments of a class. */
  n: z.number().int().min(0),
  /** The same of the window before. */
  previousN: z.number().int().min(0),
  /** What the number is of this alone; null where it has nothing in the window. */
  value: z.number().nullable(),
  /** The same of the window before. */
  previous: z.number().nullable(),
  /** How much it makes the difference larger, in the unit of the number; negative: smaller. */
  influence: z.number(),
});
/** See {@link changePartSchema}. @public */
export type ChangePart = z.infer<typeof changePartSchema>;

/** What made a number another one than in the window before. @public */
export const metricChangeSchema = z.object({
  metric: metricNameSchema,
  unit: metricUnitSchema,
  windowDays: windowSchema,
  /** Of a team: the median over its services, or the sum of what is counted over those observed in both windows. */
  value: z.number().nullable(),
  n: z.number().int().min(0),
  previous: z.number().nullable(),
  previousN: z.number().int().min(0),
  /**
   * Why no parts are told; null where they are. `missing`: the number is; `no_previous`: the window before was not observed as a whole or had no such
   * number; `too_few`: fewer than three on a side; `same`: it is as it was; `too_many`: more than are compared one by one.
   */
  unexplained: z
    .enum(['missing', 'no_previous', 'too_few', 'same', 'too_many'])
    .nullable(),
  /** Whether the influences of all parts together are the difference, or each is of leaving that one out of a median. */
  how: z.enum(['adds_up', 'left_out']),
  /** What has the most influence first; at most 8. */
  parts: z.array(changePartSchema).max(8),
  /** What is not among them; the sum of their influences is null where they do not add up. */
  rest: z.object({
    parts: z.number().int().min(0),
    influence: z.number().nullable(),
  }),
  /** The number without all parts of this window that are told and take it in the direction of the change; null where there are none. */
  without: z.number().nullable(),
});
/** See {@link metricChangeSchema}. @public */
export type MetricChange = z.infer<typeof metricChangeSchema>;
