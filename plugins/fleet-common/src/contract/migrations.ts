import { z } from 'zod';
import {
  migrationDefinitionSchema,
  migrationInfoSchema,
  validationRuleSchema,
} from './migrationDefinitions';
import {
  daySchema,
  entityRefSchema,
  pageOf,
  timestampSchema,
} from './primitives';
import { freshnessSchema, freshnessStateSchema } from './services';

/** How far one service has come in one migration, from the bottom up. Derived, never typed in. @public */
export const stageSchema = z.enum([
  'not_started',
  'planned',
  'ready',
  'side_by_side',
  'shifting',
  'validating',
  'migrated',
  'retired',
]);
/** See {@link stageSchema}. @public */
export type Stage = z.infer<typeof stageSchema>;

/**
 * Where a service stands that is not on the ladder. `not_seen`: in the scope, but seen on neither side now; unlike the others it stays
 * in the denominator.
 *
 * @public
 */
export const sideStateSchema = z.enum([
  'born_on_target',
  'exempt',
  'retired_service',
  'not_seen',
]);
/** See {@link sideStateSchema}. @public */
export type SideState = z.infer<typeof sideStateSchema>;

/** How the move goes, beside how far it is; the gravest. Null for what is done or not on the ladder. @public */
export const migrationHealthSchema = z.enum([
  'blocked',
  'stalled',
  'lagging',
  'at_risk',
  'unknown',
  'on_track',
]);
/** See {@link migrationHealthSchema}. @public */
export type MigrationHealth = z.infer<typeof migrationHealthSchema>;

/** What is missing for the next rung; pages say it in words. @public */
export const nextStepSchema = z.discriminatedUnion('step', [
  /** Plan it: it is in no wave that has a date. */
  z.object({ step: z.literal('plan') }),
  /** Create it on the new side. */
  z.object({ step: z.literal('create') }),
  /** Its instances on the new side are not ready: `ready` of `desired`. */
  z.object({
    step: z.literal('make_ready'),
    ready: z.number().int().min(0),
    desired: z.number().int().min(0).nullable(),
  }),
  /** No traffic reaches the new side yet, or nobody tells. */
  z.object({ step: z.literal('shift_traffic'), known: z.boolean() }),
  /** Some traffic, or some ready instances where traffic is unknown, is still on the old side. */
  z.object({
    step: z.literal('finish_shift'),
    by: z.enum(['traffic', 'instances']),
  }),
  /** CI has to report this test for it. */
  z.object({
    step: z.literal('report_test'),
    rule: z.enum(['load_test', 'stress_test']),
    /** The last result was not enough. */
    failed: z.boolean(),
    peakRate: z.number().nullable(),
  }),
  /** It soaks until then, if nothing happens. */
  z.object({ step: z.literal('soak'), until: timestampSchema }),
  /** A person has to sign it off. */
  z.object({ step: z.literal('sign_off') }),
  /** Remove it from the old side. */
  z.object({ step: z.literal('remove') }),
  /** It is gone from the old side and counts as retired then, if it stays so and somebody looks all the while. */
  z.object({ step: z.literal('stay_gone'), until: timestampSchema }),
]);
/** See {@link nextStepSchema}. @public */
export type NextStep = z.infer<typeof nextStepSchema>;

const author = z.object({ ref: z.string(), title: z.string() });

/** An act by a person that bears on how a service stands now. @public */
export const standingActSchema = z.object({
  id: z.string(),
  reason: z.string(),
  link: z.string().nullable(),
  author,
  at: timestampSchema,
  /** When it ends by itself. */
  expiresAt: timestampSchema.nullable(),
});

/** One service in one migration, as tables show it. @public */
export const standingSchema = z.object({
  migration: z.string(),
  service: entityRefSchema,
  title: z.string(),
  /** Who owns it now. */
  owner: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
  /** Who owned it when it reached its stage; null when that is the same. */
  ownerThen: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
  system: z.string().nullable(),
  domain: z.string().nullable(),
  tier: z.string().nullable(),
  wave: z.object({ id: z.string(), title: z.string() }).nullable(),
  /** Null where it is not on the ladder. */
  stage: stageSchema.nullable(),
  side: sideStateSchema.nullable(),
  /** Retired by the list of moves made before Landfall looked. */
  declared: z.boolean(),
  /** What is derived, where somebody set another one; null otherwise. */
  derivedStage: stageSchema.nullable(),
  /** The override and what is derived contradict each other. */
  conflict: z.boolean(),
  /** Since when it stands there. */
  since: timestampSchema,
  /** Share on the new side, 0 to 1; null while nothing is ready on either side and nobody tells of its traffic. */
  share: z.number().min(0).max(1).nullable(),
  shareBy: z.enum(['traffic', 'instances']).nullable(),
  health: migrationHealthSchema.nullable(),
  /** Since when. */
  healthSince: timestampSchema.nullable(),
  data: freshnessStateSchema,
  blocked: standingActSchema
    .extend({ waitingFor: z.string().nullable() })
    .nullable(),
  override: standingActSchema.extend({ stage: stageSchema }).nullable(),
  exemption: standingActSchema
    .extend({ approver: author.nullable(), approved: z.boolean() })
    .nullable(),
  /** Instances ready on each side. */
  from: z.object({
    targets: z.number().int().min(0),
    ready: z.number().int().min(0),
  }),
  to: z.object({
    targets: z.number().int().min(0),
    ready: z.number().int().min(0),
  }),
  /** When it last fell back, if it has not climbed since. */
  fellBackAt: timestampSchema.nullable(),
  next: z.array(nextStepSchema),
});
/** See {@link standingSchema}. @public */
export type Standing = z.infer<typeof standingSchema>;

/** Counts per stage and side state, and what is done of what. @public */
export const migrationProgressSchema = z.object({
  /** Services that are to be moved: the denominator. */
  scope: z.number().int().min(0),
  /** Retired on the old side, by evidence or declared. */
  done: z.number().int().min(0),
  /** Of `done`: declared by the baseline. */
  declared: z.number().int().min(0),
  /** done ÷ scope; null for an empty scope. */
  doneShare: z.number().min(0).max(1).nullable(),
  /** At least `migrated`. */
  migrated: z.number().int().min(0),
  migratedShare: z.number().min(0).max(1).nullable(),
  /** Ready instances on the new side ÷ on both, over the scope; null without any. */
  instancesShare: z.number().min(0).max(1).nullable(),
  /** Traffic on the new side ÷ on both, and over how many services it is known; null without any. */
  trafficShare: z.number().min(0).max(1).nullable(),
  trafficServices: z.number().int().min(0),
  /** Per stage, those on the ladder. */
  stages: z.record(stageSchema, z.number().int().min(0)),
  sides: z.record(sideStateSchema, z.number().int().min(0)),
  health: z.record(migrationHealthSchema, z.number().int().min(0)),
});
/** See {@link migrationProgressSchema}. @public */
export type MigrationProgress = z.infer<typeof migrationProgressSchema>;

/** What happened in a week. @public */
export const migrationWeekSchema = z.object({
  weekStart: daySchema,
  /** Services that stand higher at its end than at its beginning. */
  moved: z.number().int().min(0),
  /** Became `retired`. */
  done: z.number().int().min(0),
  /** Fell back. */
  fellBack: z.number().int().min(0),
  scopeAdded: z.number().int().min(0),
  scopeRemoved: z.number().int().min(0),
  /** Born on the old side. The target is 0. */
  newOnOld: z.number().int().min(0),
});
/** See {@link migrationWeekSchema}. @public */
export type MigrationWeek = z.infer<typeof migrationWeekSchema>;

/** One day of the burn-up. @public */
export const burnUpPointSchema = z.object({
  day: daySchema,
  scope: z.number().int().min(0),
  done: z.number().int().min(0),
  migrated: z.number().int().min(0),
  /** Not a snapshot of that day, but worked out later. */
  reconstructed: z.boolean(),
});
/** See {@link burnUpPointSchema}. @public */
export type BurnUpPoint = z.infer<typeof burnUpPointSchema>;

/** What is still on its way into the numbers, which will grow with it. @public */
export const onTheWaySchema = z.object({
  /** Scopes that are looked at for the first time, of how many. */
  firstLooks: z.number().int().min(0),
  scopes: z.number().int().min(0),
  /** Workloads and services of which all that was ever told is still to be taken in: a migration was defined, or all is derived again. */
  deriving: z.number().int().min(0),
});
/** See {@link onTheWaySchema}. @public */
export type OnTheWay = z.infer<typeof onTheWaySchema>;

/** A migration in the list. @public */
export const migrationSummarySchema = z.object({
  migration: migrationInfoSchema,
  progress: migrationProgressSchema,
  week: migrationWeekSchema,
  /** At most 60 points. */
  burnUp: z.array(burnUpPointSchema),
  freshness: freshnessSchema,
  /** Null where nothing is, and for a moment of the past. */
  onTheWay: onTheWaySchema.nullable(),
});
/** See {@link migrationSummarySchema}. @public */
export type MigrationSummary = z.infer<typeof migrationSummarySchema>;

/** What was known when: shared by all answers about migrations. @public */
const asOfShape = {
  /** The moment that the answer is about. */
  asOf: timestampSchema,
  /** Whether that is the present. */
  live: z.boolean(),
  /** The portal's time zone, in which days and weeks are cut; an IANA name. */
  timeZone: z.string(),
  /** Sums do not cover all services, since the caller may not see all. */
  restricted: z.boolean(),
};

/** All migrations. @public */
export const migrationListSchema = z.object({
  ...asOfShape,
  items: z.array(migrationSummarySchema),
  /** What is wrong with definitions in configuration. */
  problems: z.array(z.object({ text: z.string(), fix: z.string() })),
});
/** See {@link migrationListSchema}. @public */
export type MigrationList = z.infer<typeof migrationListSchema>;

/** Why a service needs a decision. @public */
export const decisionKindSchema = z.enum([
  'blocked',
  'conflict',
  'fell_back',
  'lagging',
  'stalled',
  'exemption_requested',
  'exemption_ends',
]);
/** See {@link decisionKindSchema}. @public */
export type DecisionKind = z.infer<typeof decisionKindSchema>;

/** By what the progress of a migration is cut. @public */
export const cutSchema = z.enum([
  'team',
  'parent',
  'tier',
  'system',
  'domain',
  'wave',
  'platform',
  'cluster',
]);
/** See {@link cutSchema}. @public */
export type Cut = z.infer<typeof cutSchema>;

/** The page from which a review is run. @public */
export const migrationReviewSchema = migrationSummarySchema.extend({
  ...asOfShape,
  /** Before it nothing was known. */
  knownSince: timestampSchema.nullable(),
  /** The week before `week`. */
  previousWeek: migrationWeekSchema,
  /** At most 400 points. */
  burnUp: z.array(burnUpPointSchema),
  decisions: z.object({
    total: z.number().int().min(0),
    counts: z.record(decisionKindSchema, z.number().int().min(0)),
    /** The gravest and oldest first, at most 50. */
    items: z.array(
      z.object({
        kind: decisionKindSchema,
        service: entityRefSchema,
        title: z.string(),
        owner: z.object({ ref: entityRefSchema, title: z.string() }).nullable(),
        stage: stageSchema.nullable(),
        wave: z.object({ id: z.string(), title: z.string() }).nullable(),
        since: timestampSchema,
        /** In the words of who said so; null for what is derived. */
        reason: z.string().nullable(),
        link: z.string().nullable(),
        waitingFor: z.string().nullable(),
        until: timestampSchema.nullable(),
        /** For `stalled`: how long the stage usually takes, in days. */
        usualDays: z.number().nullable(),
        /** Of the act that waits for a decision. */
        act: z.string().nullable(),
      }),
    ),
  }),
  waves: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      plannedStart: daySchema.nullable(),
      plannedEnd: daySchema.nullable(),
      /** Its first service left `planned`. */
      actualStart: daySchema.nullable(),
      /** Its last service was retired. */
      actualEnd: daySchema.nullable(),
      scope: z.number().int().min(0),
      done: z.number().int().min(0),
      migrated: z.number().int().min(0),
      behind: z.number().int().min(0),
      gates: z.array(z.string()),
    }),
  ),
  cut: z.object({
    by: cutSchema,
    /** By backlog (scope − done), then name; at most 500. */
    rows: z.array(
      z.object({
        key: z.string().nullable(),
        title: z.string(),
        /** For teams: the team above. */
        parent: z.string().nullable(),
        parentTitle: z.string().nullable(),
        scope: z.number().int().min(0),
        done: z.number().int().min(0),
        migrated: z.number().int().min(0),
        moved: z.number().int().min(0),
        lagging: z.number().int().min(0),
        blocked: z.number().int().min(0),
        stalled: z.number().int().min(0),
      }),
    ),
    total: z.number().int().min(0),
  }),
  newOnOld: z.object({
    total: z.number().int().min(0),
    /** The newest, at most 10. */
    items: z.array(
      z.object({
        service: entityRefSchema,
        title: z.string(),
        at: timestampSchema,
      }),
    ),
  }),
});
/** See {@link migrationReviewSchema}. @public */
export type MigrationReview = z.infer<typeof migrationReviewSchema>;

/** A page of the services of a migration. @public */
export const standingListSchema = pageOf(standingSchema).extend({
  ...asOfShape,
  freshness: freshnessSchema,
});
/** See {@link standingListSchema}. @public */
export type StandingList = z.infer<typeof standingListSchema>;

/** What was seen of one target, on which side of the migration it counts. @public */
export const migrationEvidenceSchema = z.object({
  side: z.enum(['from', 'to', 'both', 'neither']),
  target: z.string(),
  platform: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  workloadKind: z.string(),
  workload: z.string(),
  environment: z.string().nullable(),
  ready: z.number().int().min(0),
  desired: z.number().int().min(0).nullable(),
  images: z.array(z.string()),
  since: timestampSchema,
  goneAt: timestampSchema.nullable(),
  source: z.string(),
  scope: z.string(),
  data: freshnessStateSchema,
  /** The newest successful look at its scope. */
  seenAt: timestampSchema.nullable(),
});
/** See {@link migrationEvidenceSchema}. @public */
export type MigrationEvidence = z.infer<typeof migrationEvidenceSchema>;

/** Kinds of acts by people. @public */
export const actKindSchema = z.enum([
  'override',
  'request_exemption',
  'approve_exemption',
  'reject_exemption',
  'block',
  'unblock',
  'sign_off',
  'note',
  'withdraw',
]);
/** See {@link actKindSchema}. @public */
export type ActKind = z.infer<typeof actKindSchema>;

/** One act in the history of a service in a migration. @public */
export const migrationActSchema = z.object({
  id: z.string(),
  act: actKindSchema,
  /** The act that it approves, rejects or withdraws. */
  of: z.string().nullable(),
  stage: stageSchema.nullable(),
  reason: z.string(),
  link: z.string().nullable(),
  waitingFor: z.string().nullable(),
  expiresAt: timestampSchema.nullable(),
  author,
  at: timestampSchema,
  /** It still holds. */
  active: z.boolean(),
});
/** See {@link migrationActSchema}. @public */
export type MigrationAct = z.infer<typeof migrationActSchema>;

/** One service in one migration with everything that its stage stands on. @public */
export const standingDetailSchema = z.object({
  ...asOfShape,
  migration: migrationInfoSchema,
  standing: standingSchema,
  /** The rungs from the bottom up. */
  ladder: z.array(
    z.object({
      stage: stageSchema,
      state: z.enum(['passed', 'current', 'ahead']),
      /** When it was last reached; null if never. */
      since: timestampSchema.nullable(),
    }),
  ),
  evidence: z.array(migrationEvidenceSchema),
  traffic: z.array(
    z.object({
      side: z.enum(['from', 'to']),
      platform: z.string(),
      requestsPerSecond: z.number().min(0),
      since: timestampSchema,
      source: z.string(),
      scope: z.string(),
      /** Several tell of the same traffic; the highest counts. */
      claimedTwice: z.boolean(),
    }),
  ),
  validation: z.array(
    z.object({
      rule: validationRuleSchema,
      state: z.enum(['met', 'not_met', 'not_reported']),
      at: timestampSchema.nullable(),
      peakRate: z.number().nullable(),
      durationSeconds: z.number().nullable(),
      link: z.string().nullable(),
      author: author.nullable(),
      note: z.string().nullable(),
      /** For `soak`: when it is met if nothing happens. */
      until: timestampSchema.nullable(),
    }),
  ),
  /** Newest first, at most 100. */
  changes: z.array(
    z.object({
      /** When it happened. */
      at: timestampSchema,
      /** When it became known. */
      knownAt: timestampSchema,
      stage: stageSchema.nullable(),
      side: sideStateSchema.nullable(),
      move: z.enum(['up', 'fall_back', 'settled_back', 'other']),
    }),
  ),
  /** Newest first, at most 100. */
  acts: z.array(migrationActSchema),
});
/** See {@link standingDetailSchema}. @public */
export type StandingDetail = z.infer<typeof standingDetailSchema>;

/** Every migration that a service is in. @public */
export const serviceMigrationsSchema = z.object({
  ...asOfShape,
  items: z.array(standingDetailSchema),
});
/** See {@link serviceMigrationsSchema}. @public */
export type ServiceMigrations = z.infer<typeof serviceMigrationsSchema>;

/** What the services of a team still have to do. @public */
export const teamMigrationsSchema = z.object({
  ...asOfShape,
  items: z.array(
    z.object({
      migration: migrationInfoSchema,
      /** Of the services of the team and its children. */
      progress: migrationProgressSchema,
      /** Not done yet, most urgent first; at most 50. */
      next: z.array(standingSchema),
      /** How many are not done. */
      open: z.number().int().min(0),
    }),
  ),
});
/** See {@link teamMigrationsSchema}. @public */
export type TeamMigrations = z.infer<typeof teamMigrationsSchema>;

const reason = z
  .string()
  .trim()
  .min(3, 'must say why, in at least 3 characters')
  .max(2000);
const link = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .optional();
const expiresAt = timestampSchema;
const of = z.string().min(1).max(100);

/** What a person does about a service in a migration. @public */
export const actInputSchema = z.discriminatedUnion('act', [
  /** Sets a stage until then; what is derived stays visible beside it. */
  z.strictObject({
    act: z.literal('override'),
    stage: stageSchema,
    reason,
    link,
    expiresAt,
  }),
  /** Takes it out of the denominator once somebody else approves. At most 180 days. */
  z.strictObject({
    act: z.literal('request_exemption'),
    reason,
    link,
    expiresAt,
  }),
  z.strictObject({ act: z.literal('approve_exemption'), of, reason }),
  z.strictObject({ act: z.literal('reject_exemption'), of, reason }),
  z.strictObject({
    act: z.literal('block'),
    reason,
    link,
    waitingFor: z.string().trim().max(200).optional(),
  }),
  z.strictObject({ act: z.literal('unblock'), reason }),
  /** For the validation rule `manual`. */
  z.strictObject({ act: z.literal('sign_off'), reason, link }),
  z.strictObject({ act: z.literal('note'), reason, link }),
  /** Takes back an override, an exemption or a sign-off. */
  z.strictObject({ act: z.literal('withdraw'), of, reason }),
]);
/** See {@link actInputSchema}. @public */
export type ActInput = z.input<typeof actInputSchema>;

/** A validation result that CI reports. Reporting the same `run` again changes nothing. @public */
export const validationReportSchema = z.strictObject({
  service: z.string().max(255).toLowerCase().pipe(entityRefSchema),
  rule: z.enum(['load_test', 'stress_test']),
  result: z.enum(['met', 'not_met']),
  /** Names the run in CI; the same run is one report. */
  run: z.string().min(1).max(200),
  /** For one migration; for all that ask for such a rule where left out. */
  migration: z.string().max(63).optional(),
  /** When it ended. */
  at: timestampSchema,
  /** Requests per second at the peak. */
  peakRate: z.number().min(0).optional(),
  durationSeconds: z.number().min(0).optional(),
  link,
});
/** See {@link validationReportSchema}. @public */
export type ValidationReport = z.input<typeof validationReportSchema>;

/** What became of a report. @public */
export const validationReceiptSchema = z.object({
  /** `unchanged`: this run was known and said the same. */
  outcome: z.enum(['added', 'amended', 'unchanged']),
  service: entityRefSchema,
  run: z.string(),
});
/** See {@link validationReceiptSchema}. @public */
export type ValidationReceipt = z.infer<typeof validationReceiptSchema>;

/** A migration as it was defined, with its history. @public */
export const migrationDefinitionAnswerSchema = z.object({
  definition: migrationDefinitionSchema,
  info: migrationInfoSchema,
});
/** See {@link migrationDefinitionAnswerSchema}. @public */
export type MigrationDefinitionAnswer = z.infer<
  typeof migrationDefinitionAnswerSchema
>;
