import { z } from 'zod';
import { frequencySchema } from './delivery';
import { entityRefSchema, pageOf } from './primitives';
import { freshnessSchema, serviceListSchema } from './services';

/** A team in a list. Services are counted with those of its children, as far as the caller may see them. @public */
export const teamSummarySchema = z.object({
  ref: entityRefSchema,
  title: z.string(),
  parent: entityRefSchema.nullable(),
  services: z.number().int().min(0),
  /** Services with at least one reason for attention. */
  attention: z.number().int().min(0),
});
/** See {@link teamSummarySchema}. @public */
export type TeamSummary = z.infer<typeof teamSummarySchema>;

/** A page of teams, by name. @public */
export const teamListSchema = pageOf(teamSummarySchema).extend({
  /** Teams that own services themselves, as far as the caller may see, whatever is searched for: those above them are not counted. */
  owners: z.number().int().min(0),
  restricted: z.boolean(),
  freshness: freshnessSchema,
});
/** See {@link teamListSchema}. @public */
export type TeamList = z.infer<typeof teamListSchema>;

/** What the team dashboard shows. Sums cover the services of the team and its children that the caller may see. @public */
export const teamDashboardSchema = z.object({
  team: z.object({
    ref: entityRefSchema,
    title: z.string(),
    description: z.string(),
    /** From the top down, without the team itself. */
    ancestors: z.array(z.object({ ref: entityRefSchema, title: z.string() })),
    children: z.array(z.object({ ref: entityRefSchema, title: z.string() })),
  }),
  /** The portal's time zone, in which days and weeks are cut; an IANA name. */
  timeZone: z.string(),
  /** The team's own, in which its times are shown: the portal's where it has none. Left out by older portals. */
  displayTimeZone: z.string().optional(),
  /** What the team's annotation names as its time zone, where there is none of that name. */
  unknownTimeZone: z.string().optional(),
  summary: z.object({
    services: z.number().int().min(0),
    attention: z.number().int().min(0),
    /** Services by readiness over their production targets. */
    readiness: z.object({
      ready: z.number().int().min(0),
      partly_ready: z.number().int().min(0),
      not_ready: z.number().int().min(0),
      scaled_to_zero: z.number().int().min(0),
      gone: z.number().int().min(0),
      unknown: z.number().int().min(0),
    }),
    /** Services per platform on which they have an instance; a service may be on two. */
    platforms: z.array(
      z.object({ platform: z.string(), services: z.number().int().min(0) }),
    ),
    /** Deployments per week over the services: never one blended mean. n = services with an observed window. */
    perWeek: z.object({
      n: z.number().int().min(0),
      p25: z.number().nullable(),
      median: z.number().nullable(),
      p75: z.number().nullable(),
    }),
    /** Sum over the services per week, oldest first; at most 14. */
    weeks: z.array(frequencySchema.shape.weeks.element.omit({ days: true })),
  }),
  services: serviceListSchema,
  freshness: freshnessSchema,
});
/** See {@link teamDashboardSchema}. @public */
export type TeamDashboard = z.infer<typeof teamDashboardSchema>;
