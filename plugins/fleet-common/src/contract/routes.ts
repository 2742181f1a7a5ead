import { z } from 'zod';
import {
  migrationDefinitionSchema,
  removedMigrationSchema,
} from './migrationDefinitions';
import {
  actInputSchema,
  cutSchema,
  decisionKindSchema,
  migrationDefinitionAnswerSchema,
  migrationHealthSchema,
  migrationListSchema,
  migrationReviewSchema,
  serviceMigrationsSchema,
  sideStateSchema,
  stageSchema,
  standingDetailSchema,
  standingListSchema,
  teamMigrationsSchema,
  validationReceiptSchema,
  validationReportSchema,
} from './migrations';
import { choicesSchema, environmentUseSchema } from './choices';
import { outcomeSchema, rolloutClassSchema } from './delivery';
import { deploymentDetailSchema } from './deploymentDetail';
import { failureRuleSchema, foundDeploymentsSchema } from './deploymentSearch';
import { metricChangeSchema, metricPathSchema } from './metricChange';
import {
  companyMetricsSchema,
  incidentListSchema,
  incidentSchema,
  serviceMetricsSchema,
  teamMetricsSchema,
} from './metrics';
import {
  entityPathSchema,
  entityRefQuerySchema,
  pageQuerySchema,
  timestampSchema,
  type WindowDays,
} from './primitives';
import { qualityGroupListSchema, qualityListSchema } from './quality';
import {
  deploymentListSchema,
  readinessSchema,
  serviceDetailSchema,
  serviceListSchema,
} from './services';
import {
  quarantineListSchema,
  sourceListSchema,
  unmatchedListSchema,
  unmatchedReasonSchema,
} from './sources';
import { teamDashboardSchema, teamListSchema } from './teams';
import { timelineQuerySchema, timelineSchema } from './timeline';

/** Which windows there are is configuration, so that the server checks it. */
const windowQuery = z.coerce
  .number<WindowDays | `${WindowDays}`>()
  .int()
  .optional()
  .describe(
    'Days of the window: one of those that /choices tells. Default: the one that it tells is shown first',
  );

/** A query value that may be given once or several times; several mean "any of". */
function anyOf<T extends z.ZodType>(item: T) {
  return z
    .preprocess(
      (value: z.input<T> | readonly z.input<T>[]) =>
        Array.isArray(value) ? value : [value],
      z.array(item).max(50),
    )
    .optional();
}

const serviceFilters = {
  /** Owner, with the services of its children. */
  team: entityRefQuerySchema.optional(),
  platform: anyOf(z.string().max(63)),
  cluster: anyOf(z.string().max(253)),
  environment: anyOf(z.string().max(63)),
  readiness: anyOf(readinessSchema),
  /** Outcome of the last deployment. */
  outcome: anyOf(outcomeSchema),
  /** `true`: only those that need attention to look. */
  attention: z.enum(['true', 'false']).optional(),
  /** Part of the name or title, any case. */
  text: z.string().max(200).optional(),
  sort: z
    .enum(['attention', 'name', 'lastDeployment', 'frequency'])
    .default('attention'),
  order: z.enum(['asc', 'desc']).optional(),
  window: windowQuery,
};

/** Filters, order and page of a list of services. `order` defaults to what suits the sort. @public */
export const serviceQuerySchema = pageQuerySchema.extend(serviceFilters);
/** What a caller passes, before defaults. @public */
export type ServiceQuery = z.input<typeof serviceQuerySchema>;

/** Filters and page of a list of deployments. @public */
export const deploymentQuerySchema = pageQuerySchema.extend({
  environment: anyOf(z.string().max(63)),
  class: anyOf(rolloutClassSchema),
  outcome: anyOf(outcomeSchema),
});
/** What a caller passes, before defaults. @public */
export type DeploymentQuery = z.input<typeof deploymentQuerySchema>;

/** Filters, order and page of the deployments of all services. @public */
export const deploymentSearchSchema = deploymentQuerySchema.extend({
  /** Owner, with the services of its children. */
  team: entityRefQuerySchema.optional(),
  service: entityRefQuerySchema.optional(),
  /** By which rules they have failed, whatever became of their rollout. */
  failedBy: anyOf(failureRuleSchema),
  /** Those that began then or later; 90 days ago where it is left out. */
  from: timestampSchema.optional(),
  /** Those that began before; the present where it is left out. */
  to: timestampSchema.optional(),
  /** `took`: how long it took; what is not known comes last. */
  sort: z.enum(['started', 'took']).default('started'),
  order: z.enum(['asc', 'desc']).default('desc'),
});
/** What a caller passes, before defaults. @public */
export type DeploymentSearch = z.input<typeof deploymentSearchSchema>;

/** Filter and page of a list of incidents. @public */
export const incidentQuerySchema = pageQuerySchema.extend({
  /** Without it those that are its own. */
  series: incidentSchema.shape.series.optional(),
});
/** What a caller passes, before defaults. @public */
export type IncidentQuery = z.input<typeof incidentQuerySchema>;

/** Filters and page of what is to be mended. @public */
export const qualityQuerySchema = pageQuerySchema.extend({
  /** Which kinds of trouble. */
  kind: anyOf(z.string().max(63)),
  service: entityRefQuerySchema.optional(),
  /** Owner, with the services of its children. */
  team: entityRefQuerySchema.optional(),
  /** What is mended in one act: the id that `/quality/groups` tells. */
  group: z.string().max(63).optional(),
});
/** What a caller passes, before defaults. @public */
export type QualityQuery = z.input<typeof qualityQuerySchema>;

/** Filters and page of what is mended in one act each. @public */
export const qualityGroupQuerySchema = qualityQuerySchema.extend({
  /** Part of the place, or of the name or title of a service, any case. */
  text: z.string().max(200).optional(),
  /** What comes first: what improves most numbers, is about most records, or happened last. */
  sort: z.enum(['improves', 'records', 'latest']).default('improves'),
});
/** What a caller passes, before defaults. @public */
export type QualityGroupQuery = z.input<typeof qualityGroupQuerySchema>;

/** Filters of the team dashboard's table of services, its window and page. @public */
export const teamQuerySchema = serviceQuerySchema.omit({ team: true });
/** What a caller passes, before defaults. @public */
export type TeamQuery = z.input<typeof teamQuerySchema>;

/** Filter and page of the unmatched workloads. @public */
export const unmatchedQuerySchema = pageQuerySchema.extend({
  reason: anyOf(unmatchedReasonSchema),
});
/** What a caller passes, before defaults. @public */
export type UnmatchedQuery = z.input<typeof unmatchedQuerySchema>;

/** Part of the name, and page, of the list of teams. @public */
export const teamListQuerySchema = pageQuerySchema.extend({
  text: z.string().max(200).optional(),
});
/** What a caller passes, before defaults. @public */
export type TeamListQuery = z.input<typeof teamListQuerySchema>;

const none = z.strictObject({});

const atQuery = {
  /** The answer as it was known then; the present where left out. */
  at: timestampSchema.optional(),
};

/** Which of a migration's services: several values of one filter mean "any of". @public */
const standingFilters = {
  /** Owner, with the services of its children. */
  team: entityRefQuerySchema.optional(),
  stage: anyOf(stageSchema),
  side: anyOf(sideStateSchema),
  health: anyOf(migrationHealthSchema),
  decision: anyOf(decisionKindSchema),
  wave: anyOf(z.string().max(63)),
  tier: anyOf(z.string().max(255)),
  system: anyOf(z.string().max(255)),
  domain: anyOf(z.string().max(255)),
  platform: anyOf(z.string().max(63)),
  cluster: anyOf(z.string().max(253)),
  /** Part of the name or title, any case. */
  text: z.string().max(200).optional(),
};

/** The moment, the filters and the cut of a review. @public */
export const reviewQuerySchema = z.strictObject({
  ...atQuery,
  ...standingFilters,
  cut: cutSchema.default('team'),
});
/** What a caller passes, before defaults. @public */
export type ReviewQuery = z.input<typeof reviewQuerySchema>;

/** The moment, filters, order and page of a migration's services. @public */
export const standingQuerySchema = pageQuerySchema.extend({
  ...atQuery,
  ...standingFilters,
  /** `urgency`: what needs somebody first. */
  sort: z
    .enum(['urgency', 'stage', 'since', 'name', 'owner'])
    .default('urgency'),
  order: z.enum(['asc', 'desc']).optional(),
});
/** What a caller passes, before defaults. @public */
export type StandingQuery = z.input<typeof standingQuerySchema>;

const migrationPath = z.strictObject({ id: z.string().min(1).max(63) });
const versionQuery = z.strictObject({
  version: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'The version that is to be replaced; refused where another holds by now. 0: none is to be there. Default: whatever holds',
    ),
});
const standingPath = entityPathSchema.extend(migrationPath.shape);

/**
 * Every route of the API, from which the server checks requests and responses, the client is typed and the OpenAPI document is made.
 *
 * @public
 */
export const routes = {
  listServices: {
    method: 'get',
    path: '/services',
    summary: 'Services, those that need attention first',
    params: none,
    query: serviceQuerySchema,
    response: serviceListSchema,
  },
  getService: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}',
    summary: 'One service',
    params: entityPathSchema,
    query: z.strictObject({ window: windowQuery }),
    response: serviceDetailSchema,
  },
  listDeployments: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}/deployments',
    summary: 'Deployments of one service, newest first',
    params: entityPathSchema,
    query: deploymentQuerySchema,
    response: deploymentListSchema,
  },
  findDeployments: {
    method: 'get',
    path: '/deployments',
    summary: 'Deployments of all services, newest first',
    params: none,
    query: deploymentSearchSchema,
    response: foundDeploymentsSchema,
  },
  getDeployment: {
    method: 'get',
    path: '/deployments/{id}',
    summary: 'One deployment with its evidence',
    params: z.strictObject({ id: z.string().min(1).max(200) }),
    query: none,
    response: deploymentDetailSchema,
  },
  listTeams: {
    method: 'get',
    path: '/teams',
    summary: 'Teams by name',
    params: none,
    query: teamListQuerySchema,
    response: teamListSchema,
  },
  getTeam: {
    method: 'get',
    path: '/teams/{kind}/{namespace}/{name}',
    summary: 'What the dashboard of one team shows, children included',
    params: entityPathSchema,
    query: teamQuerySchema,
    response: teamDashboardSchema,
  },
  getServiceMetrics: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}/metrics',
    summary: 'How one service is delivered',
    params: entityPathSchema,
    query: z.strictObject({ window: windowQuery }),
    response: serviceMetricsSchema,
  },
  getServiceMetricChange: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}/metrics/{metric}/change',
    summary: 'What made a number of one service another one than before',
    params: metricPathSchema,
    query: z.strictObject({ window: windowQuery }),
    response: metricChangeSchema,
  },
  getTeamMetricChange: {
    method: 'get',
    path: '/teams/{kind}/{namespace}/{name}/metrics/{metric}/change',
    summary:
      'Which services made a number of one team another one than before, children included',
    params: metricPathSchema,
    query: z.strictObject({ window: windowQuery }),
    response: metricChangeSchema,
  },
  listIncidents: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}/incidents',
    summary: 'Incidents of one service, newest first',
    params: entityPathSchema,
    query: incidentQuerySchema,
    response: incidentListSchema,
  },
  getTimeline: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}/timeline',
    summary: 'What happened to one service on each of its targets',
    params: entityPathSchema,
    query: timelineQuerySchema,
    response: timelineSchema,
  },
  getTeamMetrics: {
    method: 'get',
    path: '/teams/{kind}/{namespace}/{name}/metrics',
    summary: 'How the services of one team are delivered, children included',
    params: entityPathSchema,
    query: z.strictObject({ window: windowQuery }),
    response: teamMetricsSchema,
  },
  getCompanyMetrics: {
    method: 'get',
    path: '/metrics',
    summary: 'How all services are delivered, as distributions',
    params: none,
    query: z.strictObject({ window: windowQuery }),
    response: companyMetricsSchema,
  },
  listEnvironments: {
    method: 'get',
    path: '/environments',
    summary: 'How much is in each environment, and what is in none',
    params: none,
    query: none,
    response: environmentUseSchema,
  },
  getChoices: {
    method: 'get',
    path: '/choices',
    summary:
      'What is chosen about how delivery is measured, and what holds without a choice',
    params: none,
    query: none,
    response: choicesSchema,
  },
  listQuality: {
    method: 'get',
    path: '/quality',
    summary:
      'What does not join or contradicts itself, and what mends it; what improves most first',
    params: none,
    query: qualityQuerySchema,
    response: qualityListSchema,
  },
  listQualityGroups: {
    method: 'get',
    path: '/quality/groups',
    summary:
      'What to mend, each that one person mends in one act; what improves most numbers first',
    params: none,
    query: qualityGroupQuerySchema,
    response: qualityGroupListSchema,
  },
  listSources: {
    method: 'get',
    path: '/sources',
    summary: 'Sources and their freshness',
    params: none,
    query: none,
    response: sourceListSchema,
  },
  listQuarantine: {
    method: 'get',
    path: '/quarantine',
    summary: 'Records that were refused, and why',
    params: none,
    query: pageQuerySchema,
    response: quarantineListSchema,
  },
  listUnmatched: {
    method: 'get',
    path: '/unmatched',
    summary:
      'Workloads without a service or an environment, services that no source sees, and records that belong to no service',
    params: none,
    query: unmatchedQuerySchema,
    response: unmatchedListSchema,
  },
  listMigrations: {
    method: 'get',
    path: '/migrations',
    summary: 'Migrations with their progress',
    params: none,
    query: z.strictObject(atQuery),
    response: migrationListSchema,
  },
  getMigrationDefinition: {
    method: 'get',
    path: '/migrations/{id}/definition',
    summary: 'How a migration is defined',
    params: migrationPath,
    query: z.strictObject(atQuery),
    response: migrationDefinitionAnswerSchema,
  },
  getMigration: {
    method: 'get',
    path: '/migrations/{id}',
    summary: 'What the review of one migration shows',
    params: migrationPath,
    query: reviewQuerySchema,
    response: migrationReviewSchema,
  },
  defineMigration: {
    method: 'put',
    path: '/migrations/{id}',
    summary: 'Defines a migration, or changes its definition',
    params: migrationPath,
    query: versionQuery,
    body: migrationDefinitionSchema,
    response: migrationDefinitionAnswerSchema,
  },
  removeMigration: {
    method: 'delete',
    path: '/migrations/{id}',
    summary:
      'Removes a migration that was defined through the API; its past stays',
    params: migrationPath,
    query: versionQuery,
    response: removedMigrationSchema,
  },
  listStandings: {
    method: 'get',
    path: '/migrations/{id}/services',
    summary: 'The services of a migration, those that need somebody first',
    params: migrationPath,
    query: standingQuerySchema,
    response: standingListSchema,
  },
  exportStandings: {
    method: 'get',
    path: '/migrations/{id}/services.csv',
    summary: 'The services of a migration as a table for spreadsheets',
    params: migrationPath,
    query: standingQuerySchema.omit({ limit: true, cursor: true }),
    produces: 'text/csv',
    response: z.string(),
  },
  getStanding: {
    method: 'get',
    path: '/migrations/{id}/services/{kind}/{namespace}/{name}',
    summary: 'One service in one migration, with its evidence',
    params: standingPath,
    query: z.strictObject(atQuery),
    response: standingDetailSchema,
  },
  act: {
    method: 'post',
    path: '/migrations/{id}/services/{kind}/{namespace}/{name}/acts',
    summary:
      'Overrides, exempts, blocks, signs off or notes something about a service',
    params: standingPath,
    query: none,
    body: actInputSchema,
    response: standingDetailSchema,
  },
  getServiceMigrations: {
    method: 'get',
    path: '/services/{kind}/{namespace}/{name}/migrations',
    summary: 'Every migration that a service is in',
    params: entityPathSchema,
    query: z.strictObject(atQuery),
    response: serviceMigrationsSchema,
  },
  getTeamMigrations: {
    method: 'get',
    path: '/teams/{kind}/{namespace}/{name}/migrations',
    summary: 'What the services of a team still have to do',
    params: entityPathSchema,
    query: z.strictObject(atQuery),
    response: teamMigrationsSchema,
  },
  reportValidation: {
    method: 'post',
    path: '/validations',
    summary: 'Takes the result of a load or stress test from CI',
    params: none,
    query: none,
    body: validationReportSchema,
    response: validationReceiptSchema,
  },
} as const;

/** Name of a route. @public */
export type RouteName = keyof typeof routes;
