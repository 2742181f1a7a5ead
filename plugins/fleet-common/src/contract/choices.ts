import { z } from 'zod';
import { daySchema, entityRefSchema, windowsSchema } from './primitives';

const timeOfDay = z.string().regex(/^\d{2}:\d{2}$/);

/** When people work, by the clock on the wall of a zone. @public */
export const workingHoursChoiceSchema = z.object({
  /** IANA name. */
  zone: z.string(),
  /** Working days, 1 is Monday. */
  days: z.array(z.number().int().min(1).max(7)),
  from: timeOfDay,
  until: timeOfDay,
  nightFrom: timeOfDay,
  nightUntil: timeOfDay,
  /** When the first of the two shifts of 12 hours begins. */
  shiftFrom: timeOfDay,
  /** Days on which nobody works; the first of them, at most 50. */
  holidays: z.object({
    total: z.number().int().min(0),
    items: z.array(daySchema).max(50),
  }),
});
/** See {@link workingHoursChoiceSchema}. @public */
export type WorkingHoursChoice = z.infer<typeof workingHoursChoiceSchema>;

/** Where the definitions of delivery leave a choice: what is chosen. @public */
export const deliveryChoicesSchema = z.object({
  windows: windowsSchema,
  /** In which days and weeks are cut; an IANA name. */
  timeZone: z.string(),
  /** How long after its earliest rollout another one still belongs to a deployment. */
  joinMinutes: z.number(),
  /** Whose finish is that of a deployment on several targets. */
  finish: z.enum(['last', 'first', 'majority']),
  /** When the clock of lead time starts. */
  leadTimeFrom: z.enum(['committer', 'author']),
  hotfixLabels: z.array(z.string()).max(100),
  /** Beginnings of the names of branches. */
  hotfixBranches: z.array(z.string()).max(100),
  /** Which deployment failed where several were taken back. */
  rolledBack: z.enum(['first', 'directly_before']),
  failRateWithRollbacks: z.boolean(),
  /** For how long after a deployment an incident speaks of it. */
  incidentHours: z.number(),
  workingHours: workingHoursChoiceSchema,
  /** By kind of operational load; none where no hours are estimated. */
  minutesPerLoad: z.record(z.string(), z.number()),
  /** Edition of the published bands. */
  bands: z.enum(['none', '2021', '2023']),
});
/** See {@link deliveryChoicesSchema}. @public */
export type DeliveryChoices = z.infer<typeof deliveryChoicesSchema>;

/** Which targets or which environments of CI are in an environment. @public */
export const environmentMappingsSchema = z.object({
  total: z.number().int().min(0),
  /** In the order in which they are tried, the first that matches counts; at most 100. */
  items: z
    .array(
      z.object({
        name: z.string(),
        production: z.boolean(),
        /** All have to hold; without any it matches everything. */
        conditions: z.array(
          z.object({
            /** `cluster`, `namespace`, `environment`, …; a label as `labels.NAME`. */
            of: z.string(),
            /** Any of these may hold; `*` stands for any characters, `?` for one. */
            patterns: z.array(z.string()),
          }),
        ),
      }),
    )
    .max(100),
});
/** See {@link environmentMappingsSchema}. @public */
export type EnvironmentMappings = z.infer<typeof environmentMappingsSchema>;

/** What an administrator chose about how delivery is measured, and what holds without a choice. @public */
export const choicesSchema = z.object({
  chosen: deliveryChoicesSchema,
  defaults: deliveryChoicesSchema,
  /** Calendars of teams that have one of their own; at most 100, by their references. */
  teams: z.object({
    total: z.number().int().min(0),
    items: z
      .array(
        z.object({ team: entityRefSchema, hours: workingHoursChoiceSchema }),
      )
      .max(100),
  }),
  /** What `fleet.environments` says of targets. */
  targets: environmentMappingsSchema,
  /** What `fleet.delivery.environments` says of environments of CI. */
  ci: environmentMappingsSchema,
});
/** See {@link choicesSchema}. @public */
export type Choices = z.infer<typeof choicesSchema>;

/** How much is in each environment, of what the caller may see. @public */
export const environmentUseSchema = z.object({
  /** By name; at most 500. */
  environments: z
    .array(
      z.object({
        name: z.string(),
        /** Targets of clusters that are there now. */
        targets: z.number().int().min(0),
        /** Environments of repositories and jobs to which CI deployed of late. */
        ciEnvironments: z.number().int().min(0),
      }),
    )
    .max(500),
  /** What no mapping matches. */
  unmapped: z.object({
    targets: z.number().int().min(0),
    ciEnvironments: z.number().int().min(0),
    /** Those of CI, at most 20. */
    named: z
      .array(z.object({ origin: z.string(), environment: z.string() }))
      .max(20),
  }),
  /** Whether the caller may not see all services. */
  restricted: z.boolean(),
});
/** See {@link environmentUseSchema}. @public */
export type EnvironmentUse = z.infer<typeof environmentUseSchema>;
