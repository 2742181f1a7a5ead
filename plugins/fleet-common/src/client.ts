import { ResponseError } from '@backstage/errors';
import { z } from 'zod';
import type { MetricName } from './contract/metrics';
import { routes, type RouteName } from './contract/routes';

/** What the client needs to find and to reach the backend; Backstage's own APIs fit. @public */
export interface FleetClientOptions {
  /** Knows where the backend is. */
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  /** Its `fetch` adds the caller's credentials. */
  fetchApi: { fetch: typeof fetch };
}

/** What may be passed to every request. @public */
export interface FleetRequestOptions {
  /** Aborts the request. */
  signal?: AbortSignal;
}

/** The parameters of a route's path. @public */
export type FleetParams<N extends RouteName> = z.input<
  (typeof routes)[N]['params']
>;

/** What a route takes: the parameters of its path, its query and its body before defaults. @public */
export type FleetRequest<N extends RouteName> =
  (string extends keyof FleetParams<N>
    ? { params?: undefined }
    : { params: FleetParams<N> }) &
    ((typeof routes)[N] extends { body: z.ZodType }
      ? { body: FleetBody<N> }
      : { body?: undefined }) & {
      query?: FleetQuery<N>;
    } & FleetRequestOptions;

/** The body that a route takes, before defaults. @public */
export type FleetBody<N extends RouteName> = (typeof routes)[N] extends {
  body: infer B extends z.ZodType;
}
  ? z.input<B>
  : never;

/** The query that a route takes, before defaults. @public */
export type FleetQuery<N extends RouteName> = z.input<
  (typeof routes)[N]['query']
>;

/** What a route answers. @public */
export type FleetResponse<N extends RouteName> = z.output<
  (typeof routes)[N]['response']
>;

/** The methods of {@link FleetClient}, for API references and for doubles in tests. @public */
export type FleetApi = Pick<FleetClient, keyof FleetClient>;

/**
 * Asks Landfall's API. Answers are checked against the contract; fields that this version does not know are left out.
 *
 * Every method rejects with a `ResponseError` when the backend refuses, whose `body.error.message` is a sentence for people; with a
 * `TypeError` when it cannot be reached; with an `AbortError` when aborted.
 *
 * @public
 */
export class FleetClient {
  readonly #options: FleetClientOptions;

  constructor(options: FleetClientOptions) {
    this.#options = options;
  }

  /** Calls a route by its name. The named methods are the same with less to write. */
  async request<N extends RouteName>(
    name: N,
    request: FleetRequest<N>,
  ): Promise<FleetResponse<N>> {
    const baseUrl = await this.#options.discoveryApi.getBaseUrl('fleet');
    const url = new URL(
      `${baseUrl}${fillPath(routes[name].path, request.params ?? {})}`,
    );
    url.search = toSearch(request.query ?? {}).toString();
    const response = await this.#options.fetchApi.fetch(url.toString(), {
      method: routes[name].method.toUpperCase(),
      headers: {
        Accept:
          'produces' in routes[name]
            ? `${routes[name].produces}, application/json`
            : 'application/json',
        ...(request.body === undefined
          ? {}
          : { 'Content-Type': 'application/json' }),
      },
      body:
        request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return parseResponse(
      name,
      'produces' in routes[name]
        ? await response.text()
        : await response.json(),
    );
  }

  /** Services, those that need attention first. */
  async listServices(
    query: FleetQuery<'listServices'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listServices'>> {
    return this.request('listServices', { query, ...options });
  }

  /** One service, by its full entity reference. */
  async getService(
    ref: string,
    query: FleetQuery<'getService'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getService'>> {
    const params = parseRef(ref);
    return this.request('getService', { params, query, ...options });
  }

  /** Deployments of one service, newest first. */
  async listDeployments(
    ref: string,
    query: FleetQuery<'listDeployments'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listDeployments'>> {
    const params = parseRef(ref);
    return this.request('listDeployments', { params, query, ...options });
  }

  /** Deployments of all services, newest first. */
  async findDeployments(
    query: FleetQuery<'findDeployments'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'findDeployments'>> {
    return this.request('findDeployments', { query, ...options });
  }

  /** One deployment with everything that it stands on. */
  async getDeployment(
    id: string,
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getDeployment'>> {
    return this.request('getDeployment', { params: { id }, ...options });
  }

  /** Teams by name. */
  async listTeams(
    query: FleetQuery<'listTeams'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listTeams'>> {
    return this.request('listTeams', { query, ...options });
  }

  /** What the dashboard of one team shows, by the team's full entity reference. */
  async getTeam(
    ref: string,
    query: FleetQuery<'getTeam'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getTeam'>> {
    const params = parseRef(ref);
    return this.request('getTeam', { params, query, ...options });
  }

  /** How one service is delivered, by its full entity reference. */
  async getServiceMetrics(
    ref: string,
    query: FleetQuery<'getServiceMetrics'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getServiceMetrics'>> {
    const params = parseRef(ref);
    return this.request('getServiceMetrics', { params, query, ...options });
  }

  /** What made a number of one service another one than in the window before. */
  async getServiceMetricChange(
    ref: string,
    metric: MetricName,
    query: FleetQuery<'getServiceMetricChange'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getServiceMetricChange'>> {
    const params = { ...parseRef(ref), metric };
    return this.request('getServiceMetricChange', {
      params,
      query,
      ...options,
    });
  }

  /** Which services made a number of a team another one than in the window before. */
  async getTeamMetricChange(
    ref: string,
    metric: MetricName,
    query: FleetQuery<'getTeamMetricChange'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getTeamMetricChange'>> {
    const params = { ...parseRef(ref), metric };
    return this.request('getTeamMetricChange', { params, query, ...options });
  }

  /** Incidents of one service, newest first. */
  async listIncidents(
    ref: string,
    query: FleetQuery<'listIncidents'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listIncidents'>> {
    const params = parseRef(ref);
    return this.request('listIncidents', { params, query, ...options });
  }

  /** What happened to one service on each of its targets, by its full entity reference. */
  async getTimeline(
    ref: string,
    query: FleetQuery<'getTimeline'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getTimeline'>> {
    const params = parseRef(ref);
    return this.request('getTimeline', { params, query, ...options });
  }

  /** How the services of a team are delivered, by the team's full entity reference. */
  async getTeamMetrics(
    ref: string,
    query: FleetQuery<'getTeamMetrics'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getTeamMetrics'>> {
    const params = parseRef(ref);
    return this.request('getTeamMetrics', { params, query, ...options });
  }

  /** How all services are delivered. */
  async getCompanyMetrics(
    query: FleetQuery<'getCompanyMetrics'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getCompanyMetrics'>> {
    return this.request('getCompanyMetrics', { query, ...options });
  }

  /** How much is in each environment, and what is in none. */
  async listEnvironments(
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listEnvironments'>> {
    return this.request('listEnvironments', options);
  }

  /** What is chosen about how delivery is measured. */
  async getChoices(
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getChoices'>> {
    return this.request('getChoices', options);
  }

  /** What does not join or contradicts itself, and what mends it. */
  async listQuality(
    query: FleetQuery<'listQuality'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listQuality'>> {
    return this.request('listQuality', { query, ...options });
  }

  /** What to mend, each that one person mends in one act. */
  async listQualityGroups(
    query: FleetQuery<'listQualityGroups'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listQualityGroups'>> {
    return this.request('listQualityGroups', { query, ...options });
  }

  /** Sources and their freshness. */
  async listSources(
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listSources'>> {
    return this.request('listSources', options);
  }

  /** Records that were refused, and why. */
  async listQuarantine(
    query: FleetQuery<'listQuarantine'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listQuarantine'>> {
    return this.request('listQuarantine', { query, ...options });
  }

  /** Workloads without a service or an environment, and services that no source sees. */
  async listUnmatched(
    query: FleetQuery<'listUnmatched'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listUnmatched'>> {
    return this.request('listUnmatched', { query, ...options });
  }

  /** Migrations with their progress. */
  async listMigrations(
    query: FleetQuery<'listMigrations'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listMigrations'>> {
    return this.request('listMigrations', { query, ...options });
  }

  /** What the review of one migration shows. */
  async getMigration(
    id: string,
    query: FleetQuery<'getMigration'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getMigration'>> {
    return this.request('getMigration', { params: { id }, query, ...options });
  }

  /** How a migration is defined. */
  async getMigrationDefinition(
    id: string,
    query: FleetQuery<'getMigrationDefinition'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getMigrationDefinition'>> {
    const params = { id };
    return this.request('getMigrationDefinition', {
      params,
      query,
      ...options,
    });
  }

  /**
   * Defines a migration, or changes its definition; its id is the body's.
   *
   * @param query - with the version that was read, so that nobody's change in between is lost.
   */
  async defineMigration(
    definition: FleetBody<'defineMigration'>,
    query: FleetQuery<'defineMigration'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'defineMigration'>> {
    return this.request('defineMigration', {
      params: { id: definition.id },
      query,
      body: definition,
      ...options,
    });
  }

  /** Removes a migration that was defined through the API; its past stays. */
  async removeMigration(
    id: string,
    query: FleetQuery<'removeMigration'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'removeMigration'>> {
    return this.request('removeMigration', {
      params: { id },
      query,
      ...options,
    });
  }

  /** The services of a migration, those that need somebody first. */
  async listStandings(
    id: string,
    query: FleetQuery<'listStandings'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'listStandings'>> {
    return this.request('listStandings', { params: { id }, query, ...options });
  }

  /** The services of a migration as CSV. */
  async exportStandings(
    id: string,
    query: FleetQuery<'exportStandings'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'exportStandings'>> {
    const params = { id };
    return this.request('exportStandings', { params, query, ...options });
  }

  /** One service in one migration, with its evidence. */
  async getStanding(
    target: { migration: string; service: string },
    query: FleetQuery<'getStanding'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getStanding'>> {
    const params = { id: target.migration, ...parseRef(target.service) };
    return this.request('getStanding', { params, query, ...options });
  }

  /** Does something about a service in a migration; answers how it stands afterwards. */
  async act(
    target: { migration: string; service: string },
    body: FleetBody<'act'>,
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'act'>> {
    const params = { id: target.migration, ...parseRef(target.service) };
    return this.request('act', { params, body, ...options });
  }

  /** Every migration that a service is in. */
  async getServiceMigrations(
    ref: string,
    query: FleetQuery<'getServiceMigrations'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getServiceMigrations'>> {
    const params = parseRef(ref);
    return this.request('getServiceMigrations', { params, query, ...options });
  }

  /** What the services of a team still have to do. */
  async getTeamMigrations(
    ref: string,
    query: FleetQuery<'getTeamMigrations'> = {},
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'getTeamMigrations'>> {
    const params = parseRef(ref);
    return this.request('getTeamMigrations', { params, query, ...options });
  }

  /** Reports the result of a load or stress test. */
  async reportValidation(
    body: FleetBody<'reportValidation'>,
    options: FleetRequestOptions = {},
  ): Promise<FleetResponse<'reportValidation'>> {
    return this.request('reportValidation', { body, ...options });
  }
}

function fillPath(path: string, params: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name]),
  );
}

function toSearch(query: Record<string, unknown>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search;
}

function parseRef(ref: string): {
  kind: string;
  namespace: string;
  name: string;
} {
  const match = /^([^:/]+):([^:/]+)\/([^:/]+)$/.exec(ref);
  if (!match) {
    throw new TypeError(
      `Not a full entity reference such as component:default/cart-api: ${ref}`,
    );
  }
  const [, kind, namespace, name] = match;
  return { kind, namespace, name };
}

function parseResponse<N extends RouteName>(
  name: N,
  body: unknown,
): FleetResponse<N> {
  // TypeScript cannot follow one name through a union of schemas, so the schema is seen as that of its own route here.
  const schema = routes[name].response as unknown as z.ZodType<
    FleetResponse<N>
  >;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Error(
    `The backend's answer to ${name} is not what this version expects (${path.join(
      '.',
    )}: ${message}); are frontend and backend of the same version?`,
    { cause: parsed.error },
  );
}
