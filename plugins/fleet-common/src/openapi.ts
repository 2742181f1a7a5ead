import { z } from 'zod';
import * as capacity from './contract/capacity';
import * as choices from './contract/choices';
import * as delivery from './contract/delivery';
import * as details from './contract/deploymentDetail';
import * as searches from './contract/deploymentSearch';
import * as metricChange from './contract/metricChange';
import * as metrics from './contract/metrics';
import * as definitions from './contract/migrationDefinitions';
import * as migrations from './contract/migrations';
import * as quality from './contract/quality';
import { routes, type RouteName } from './contract/routes';
import * as services from './contract/services';
import * as sources from './contract/sources';
import * as teams from './contract/teams';
import * as timelines from './contract/timeline';

type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | Json[]
  | { [key: string]: Json };

/** An OpenAPI 3.1 document. @public */
export type OpenApiDocument = {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
  security: Record<string, string[]>[];
};

/** The schemas that the document names; all others are written where they are used. */
const named = {
  Choices: choices.choicesSchema,
  DeliveryChoices: choices.deliveryChoicesSchema,
  EnvironmentMappings: choices.environmentMappingsSchema,
  EnvironmentUse: choices.environmentUseSchema,
  WorkingHoursChoice: choices.workingHoursChoiceSchema,
  Deployment: delivery.deploymentSchema,
  DeploymentDelivery: metrics.deploymentDeliverySchema,
  DeploymentDetail: details.deploymentDetailSchema,
  FoundDeployment: searches.foundDeploymentSchema,
  FoundDeployments: searches.foundDeploymentsSchema,
  CapacityNumber: capacity.capacityNumberSchema,
  CompanyCapacity: capacity.companyCapacitySchema,
  PlatformCapacity: capacity.platformCapacitySchema,
  ServiceCapacity: capacity.serviceCapacitySchema,
  CompanyMetrics: metrics.companyMetricsSchema,
  Incident: metrics.incidentSchema,
  IncidentList: metrics.incidentListSchema,
  Metric: metrics.metricSchema,
  MetricChange: metricChange.metricChangeSchema,
  ChangePart: metricChange.changePartSchema,
  ChangeSubject: metricChange.changeSubjectSchema,
  MetricDistribution: metrics.metricDistributionSchema,
  PlatformMetrics: metrics.platformMetricsSchema,
  QualityGroup: quality.qualityGroupSchema,
  QualityGroupList: quality.qualityGroupListSchema,
  QualityItem: quality.qualityItemSchema,
  QualityList: quality.qualityListSchema,
  ServiceMetrics: metrics.serviceMetricsSchema,
  TeamMetrics: metrics.teamMetricsSchema,
  Frequency: delivery.frequencySchema,
  RolloutEvidence: delivery.rolloutEvidenceSchema,
  DeploymentList: services.deploymentListSchema,
  Freshness: services.freshnessSchema,
  ServiceDetail: services.serviceDetailSchema,
  ServiceList: services.serviceListSchema,
  ServiceSummary: services.serviceSummarySchema,
  Target: services.targetSchema,
  Problem: sources.problemSchema,
  QuarantineList: sources.quarantineListSchema,
  Source: sources.sourceSchema,
  SourceList: sources.sourceListSchema,
  Unmatched: sources.unmatchedSchema,
  UnmatchedList: sources.unmatchedListSchema,
  JsonValue: definitions.jsonValueSchema,
  MigrationAct: migrations.actInputSchema,
  MigrationDefinition: definitions.migrationDefinitionSchema,
  MigrationDefinitionAnswer: migrations.migrationDefinitionAnswerSchema,
  MigrationInfo: definitions.migrationInfoSchema,
  MigrationList: migrations.migrationListSchema,
  MigrationReview: migrations.migrationReviewSchema,
  ServiceMigrations: migrations.serviceMigrationsSchema,
  Signal: definitions.signalSchema,
  Standing: migrations.standingSchema,
  StandingDetail: migrations.standingDetailSchema,
  StandingList: migrations.standingListSchema,
  TeamMigrations: migrations.teamMigrationsSchema,
  ValidationReceipt: migrations.validationReceiptSchema,
  RemovedMigration: definitions.removedMigrationSchema,
  ValidationReport: migrations.validationReportSchema,
  TeamDashboard: teams.teamDashboardSchema,
  TeamList: teams.teamListSchema,
  Timeline: timelines.timelineSchema,
  TeamSummary: teams.teamSummarySchema,
};

const refusals = {
  400: 'A parameter or a field is not what the route allows; the message names it.',
  401: 'There are no credentials.',
  403: 'The caller lacks the permission.',
  404: 'It does not exist, or the caller may not see it.',
};

const errorSchema: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['name', 'message'],
      properties: {
        name: { type: 'string' },
        message: { type: 'string', description: 'A sentence for people.' },
      },
    },
  },
};

/**
 * Makes the OpenAPI 3.1 document of the API from {@link routes}.
 *
 * @public
 */
export function createOpenApiDocument(options: {
  /** Version of the backend plugin. */
  version: string;
}): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const name of Object.keys(routes) as RouteName[]) {
    const { path, method } = routes[name];
    paths[path] = { ...paths[path], [method]: operation(name) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Landfall',
      version: options.version,
      description:
        'Where each service runs and how teams deliver. Times are UTC instants, durations are seconds, a filter that may be given several times means "any of".',
    },
    paths,
    components: {
      schemas: { ...namedSchemas(), Error: errorSchema },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ bearer: [] }],
  };
}

function operation(name: RouteName): Json {
  const route = routes[name];
  return {
    operationId: name,
    summary: route.summary,
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
    ],
    ...('body' in route
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { $ref: reference(nameOf(route.body)) },
              },
            },
          },
        }
      : {}),
    responses: {
      200:
        'produces' in route
          ? {
              description: 'What was asked for.',
              content: { [route.produces]: { schema: { type: 'string' } } },
            }
          : answer('What was asked for.', {
              $ref: reference(nameOf(route.response)),
            }),
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          answer(description, { $ref: reference('Error') }),
        ]),
      ),
    },
  };
}

function answer(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function parameters(where: 'path' | 'query', schema: z.ZodObject): Json[] {
  // As parsed, not as written: a list given once is still a list here.
  const properties = z.toJSONSchema(schema).properties ?? {};
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as Record<string, Json>;
    return {
      name,
      in: where,
      ...(description ? { description } : {}),
      ...(where === 'path' ? { required: true } : {}),
      schema: rest,
    };
  });
}

function namedSchemas(): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named))
    registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: reference,
    // Answers may gain fields; only what is there today is promised.
    io: 'input',
    override({ jsonSchema }) {
      // The pattern only says again, at length, what the format says.
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $id, $schema, ...rest } = schema as Record<string, Json>;
      return [id, rest];
    }),
  );
}

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}

function nameOf(schema: z.ZodType): string {
  const found = Object.entries(named).find(([, value]) => value === schema);
  if (!found) {
    throw new Error('The answer of a route has no name in the document');
  }
  return found[0];
}
