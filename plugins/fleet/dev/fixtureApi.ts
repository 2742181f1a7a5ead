import { ResponseError } from '@backstage/errors';
import type {
  CompanyMetrics,
  Choices,
  DeploymentDelivery,
  EnvironmentUse,
  FleetApi,
  Freshness,
  Incident,
  MetricChange,
  MigrationList,
  QuarantineList,
  ServiceMetrics,
  ServiceSummary,
  SourceList,
  TeamList,
  TeamMetrics,
  Timeline,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { windowSchema } from '@landfall/backstage-plugin-fleet-common';
import {
  aDeployment,
  aDeploymentDetail,
  aFoundDeployment,
  aFreshness,
  aFrequency,
  aServiceDetail,
  aTeamDashboard,
} from './builders';
import { aChoices } from './choiceBuilders';
import {
  aMetricChange,
  aServiceMetrics,
  aTeamMetrics,
} from './deliveryBuilders';
import {
  groupKinds,
  itemKinds,
  qualityGroups,
  qualityItems,
  type QualityFixture,
} from './quality';
import { aTimeline } from './timelineBuilders';
import {
  asOfPart,
  detailOf,
  matchesStanding,
  progressOf,
  reviewOf,
  summaryOf,
  type Asked,
  type MigrationFixture,
} from './migrations';

/** What a fixture of the API knows; what is left out is empty. */
export interface FixtureData extends QualityFixture {
  teams?: TeamList['items'];
  services?: ServiceSummary[];
  sources?: SourceList['items'];
  unmatched?: Awaited<ReturnType<FleetApi['listUnmatched']>>['items'];
  unclaimed?: Awaited<
    ReturnType<FleetApi['listUnmatched']>
  >['unclaimed']['items'];
  unseen?: { ref: string; title: string }[];
  quarantine?: QuarantineList['items'];
  freshness?: Freshness;
  restricted?: boolean;
  /** Time zone of every team; the portal's is Europe/Stockholm. */
  zone?: string;
  /** What teams name as their time zone, where that is none. */
  unknownZone?: string;
  problems?: SourceList['problems'];
  migrations?: MigrationFixture[];
  migrationProblems?: MigrationList['problems'];
  /** Of every service. */
  serviceMetrics?: ServiceMetrics;
  /** Of every team. */
  teamMetrics?: TeamMetrics;
  /** What is told of the company other than of teams. */
  companyMetrics?: Partial<CompanyMetrics>;
  /** Of every number of every service and team. */
  metricChange?: Partial<MetricChange>;
  /** Of every deployment. */
  delivery?: DeploymentDelivery;
  incidents?: Incident[];
  /** Of every service. */
  timeline?: Timeline;
  choices?: Choices;
  environments?: Partial<EnvironmentUse>;
}

/** An implementation of the API over made-up values: for tests, and to look at pages without a backend. Test data, never shipped. */
export class FixtureApi implements FleetApi {
  constructor(readonly data: FixtureData) {}

  /** Pages call the named methods only. */
  request: FleetApi['request'] = async name => {
    throw new Error(`The fixture does not answer ${name} by its name`);
  };

  listServices: FleetApi['listServices'] = async (query = {}) => {
    const { freshness = aFreshness(), restricted = false } = this.data;
    const matching = (this.data.services ?? []).filter(service =>
      matches(service, query),
    );
    return {
      ...page(matching, query),
      restricted,
      freshness,
    };
  };

  getService: FleetApi['getService'] = async ref => {
    const service = this.#find(ref);
    return aServiceDetail({
      ...service,
      sources: this.data.freshness ?? aFreshness(),
      live: service.targets.slice(0, 1).map(target => ({
        environment: target.environment,
        version: target.version,
        since: target.since,
      })),
      ...this.#zones(),
    });
  };

  #zones() {
    return {
      timeZone: 'Europe/Stockholm',
      displayTimeZone: this.data.zone ?? 'Europe/Stockholm',
    };
  }

  listDeployments: FleetApi['listDeployments'] = async (ref, query = {}) => {
    const { lastDeployment } = this.#find(ref);
    const all = lastDeployment
      ? [
          lastDeployment,
          ...[140, 139, 138].map((version, index) =>
            aDeployment({
              id: `${lastDeployment.id}-${index + 2}`,
              service: ref,
              version: `v${version}`,
              previousVersion: index === 2 ? null : `v${version - 1}`,
            }),
          ),
        ]
      : [];
    const matching = all.filter(
      one =>
        any(query.class, one.class) &&
        any(query.outcome, one.outcome) &&
        any(query.environment, one.environment),
    );
    return {
      ...page(matching, query),
      freshness: this.data.freshness ?? aFreshness(),
    };
  };

  findDeployments: FleetApi['findDeployments'] = async (query = {}) => {
    const services = this.data.services ?? [];
    const all = services.flatMap(({ lastDeployment, title, owner }) =>
      lastDeployment
        ? [aFoundDeployment({ ...lastDeployment, title, owner })]
        : [],
    );
    const matching = all.filter(
      one =>
        any(query.class, one.class) &&
        any(query.outcome, one.outcome) &&
        any(query.environment, one.environment) &&
        (!query.failedBy ||
          one.failedBy.some(rule => any(query.failedBy, rule))) &&
        (!query.service || one.service === query.service) &&
        (!query.team || one.owner?.ref === query.team) &&
        (!query.from || one.startedAt >= query.from) &&
        (!query.to || one.startedAt < query.to),
    );
    return {
      ...page(matching, query),
      weeks: weeksOf(matching.length),
      ...this.#zones(),
      restricted: this.data.restricted ?? false,
      freshness: this.data.freshness ?? aFreshness(),
    };
  };

  getDeployment: FleetApi['getDeployment'] = async id => {
    const known = (this.data.services ?? []).find(
      service => service.lastDeployment?.id === id,
    );
    if (!known?.lastDeployment) {
      throw await refusal(404, `There is no deployment ${id}.`);
    }
    return {
      ...aDeploymentDetail(known.lastDeployment),
      delivery: this.data.delivery ?? null,
    };
  };

  listTeams: FleetApi['listTeams'] = async (query = {}) => {
    const text = query.text?.toLocaleLowerCase('en-US') ?? '';
    const matching = (this.data.teams ?? []).filter(team =>
      team.title.toLocaleLowerCase('en-US').includes(text),
    );
    return {
      ...page(matching, query),
      owners: new Set(
        (this.data.services ?? []).flatMap(one => one.owner?.ref ?? []),
      ).size,
      restricted: this.data.restricted ?? false,
      freshness: this.data.freshness ?? aFreshness(),
    };
  };

  getTeam: FleetApi['getTeam'] = async (ref, query = {}) => {
    const teams = this.data.teams ?? [];
    const team = teams.find(one => one.ref === ref);
    if (!team) throw await refusal(404, `There is no team ${ref}.`);
    const below = new Set([ref]);
    for (const one of teams) if (one.parent === ref) below.add(one.ref);
    const own = (this.data.services ?? []).filter(
      service => service.owner && below.has(service.owner.ref),
    );
    const dashboard = aTeamDashboard(own, {
      freshness: this.data.freshness ?? aFreshness(),
    });
    const named = (refs: string[]) =>
      teams.filter(one => refs.includes(one.ref));
    return {
      ...dashboard,
      ...this.#zones(),
      ...(this.data.unknownZone && { unknownTimeZone: this.data.unknownZone }),
      team: {
        ref,
        title: team.title,
        description: '',
        ancestors: named(team.parent ? [team.parent] : []),
        children: teams.filter(one => one.parent === ref),
      },
      services: {
        ...dashboard.services,
        ...page(
          own.filter(service => matches(service, query)),
          query,
        ),
        restricted: this.data.restricted ?? false,
      },
    };
  };

  getServiceMetrics: FleetApi['getServiceMetrics'] = async (
    service,
    query = {},
  ) => ({
    ...aServiceMetrics({ metrics: [], quality: 0 }),
    ...this.data.serviceMetrics,
    service,
    windowDays: windowOf(query.window),
  });

  getServiceMetricChange: FleetApi['getServiceMetricChange'] = async (
    _,
    metric,
    query = {},
  ) => ({
    ...aMetricChange(),
    ...this.data.metricChange,
    metric,
    windowDays: windowOf(query.window),
  });

  getTeamMetricChange: FleetApi['getTeamMetricChange'] = (
    team,
    metric,
    query,
  ) => this.getServiceMetricChange(team, metric, query);

  getTeamMetrics: FleetApi['getTeamMetrics'] = async (team, query = {}) => ({
    ...aTeamMetrics({ distributions: [], quality: 0 }),
    ...this.data.teamMetrics,
    team,
    windowDays: windowOf(query.window),
  });

  getCompanyMetrics: FleetApi['getCompanyMetrics'] = async (query = {}) => {
    const { team: _, ...metrics } = await this.getTeamMetrics('', query);
    return {
      ...metrics,
      ...this.data.companyMetrics,
      ...(this.data.restricted && { restricted: true, capacity: undefined }),
    };
  };

  getTimeline: FleetApi['getTimeline'] = async (service, query = {}) => {
    const known =
      this.data.timeline ??
      aTimeline({
        lanes: [],
        shares: [],
        elsewhere: [],
        incidents: [],
        stages: [],
      });
    return {
      ...known,
      service,
      from: query.from ?? known.from,
      to: query.to ?? known.to,
    };
  };

  listIncidents: FleetApi['listIncidents'] = async (ref, query = {}) => ({
    ...page(
      (this.data.incidents ?? []).filter(one =>
        one.series === 'elsewhere'
          ? query.series === 'elsewhere'
          : one.service === ref && any(query.series, one.series),
      ),
      query,
    ),
    freshness: this.data.freshness ?? aFreshness(),
  });

  listEnvironments: FleetApi['listEnvironments'] = async () => ({
    environments: [],
    unmapped: { targets: 0, ciEnvironments: 0, named: [] },
    restricted: this.data.restricted ?? false,
    ...this.data.environments,
  });

  getChoices: FleetApi['getChoices'] = async () =>
    this.data.choices ?? aChoices();

  listQuality: FleetApi['listQuality'] = async (query = {}) => {
    const matching = qualityItems(this.data, query).filter(one =>
      any(query.kind, one.kind),
    );
    return { ...page(matching, query), kinds: itemKinds(matching) };
  };

  listQualityGroups: FleetApi['listQualityGroups'] = async (query = {}) => {
    const all = qualityGroups(this.data, query);
    const matching = all.filter(one => any(query.kind, one.kind));
    return {
      ...page(matching, query),
      kinds: groupKinds(all),
      records: matching.reduce((sum, one) => sum + one.records, 0),
      restricted: this.data.restricted ?? false,
    };
  };

  listSources: FleetApi['listSources'] = async () => ({
    items: this.data.sources ?? [],
    problems: this.data.problems ?? [],
    projection: { pending: 0, oldestSeconds: null, rebuilding: null },
  });

  listQuarantine: FleetApi['listQuarantine'] = async (query = {}) =>
    page(this.data.quarantine ?? [], query);

  listUnmatched: FleetApi['listUnmatched'] = async (query = {}) => {
    const unseen = this.data.unseen ?? [];
    return {
      ...page(
        (this.data.unmatched ?? []).filter(one =>
          any(query.reason, one.reason),
        ),
        query,
      ),
      unseenServices: { total: unseen.length, items: unseen.slice(0, 50) },
      unclaimed: {
        total: this.data.unclaimed?.length ?? 0,
        items: this.data.unclaimed ?? [],
      },
    };
  };

  listMigrations: FleetApi['listMigrations'] = async (query = {}) => {
    const asked = this.#asked(query.at);
    return {
      ...asOfPart(asked),
      items: (this.data.migrations ?? []).map(one => summaryOf(one, asked)),
      problems: this.data.migrationProblems ?? [],
    };
  };

  getMigration: FleetApi['getMigration'] = async (id, query = {}) =>
    reviewOf(await this.#migration(id), query, this.#asked(query.at));

  getMigrationDefinition: FleetApi['getMigrationDefinition'] = async () => {
    throw await refusal(404, 'The fixture holds no definitions.');
  };

  defineMigration: FleetApi['defineMigration'] = async () => {
    throw await refusal(403, 'You may not define migrations.');
  };

  removeMigration: FleetApi['removeMigration'] = async () => {
    throw await refusal(403, 'You may not remove migrations.');
  };

  listStandings: FleetApi['listStandings'] = async (id, query = {}) => {
    const { standings } = await this.#migration(id);
    const asked = this.#asked(query.at);
    const matching = standings.filter(one => matchesStanding(one, query));
    return {
      ...page(matching, query),
      ...asOfPart(asked),
      freshness: asked.freshness,
    };
  };

  exportStandings: FleetApi['exportStandings'] = async (id, query = {}) => {
    const { standings } = await this.#migration(id);
    return [
      'service,stage',
      ...standings
        .filter(one => matchesStanding(one, query))
        .map(one => `${one.service},${one.stage ?? one.side}`),
      '',
    ].join('\r\n');
  };

  getStanding: FleetApi['getStanding'] = async ({ migration, service }) => {
    const { info, standings } = await this.#migration(migration);
    const standing = standings.find(one => one.service === service);
    if (!standing) {
      throw await refusal(404, `${service} is not in ${migration}.`);
    }
    return detailOf(info, standing, this.#asked(undefined));
  };

  act: FleetApi['act'] = async target => this.getStanding(target);

  getServiceMigrations: FleetApi['getServiceMigrations'] = async (
    ref,
    query = {},
  ) => {
    const asked = this.#asked(query.at);
    return {
      ...asOfPart(asked),
      items: (this.data.migrations ?? []).flatMap(({ info, standings }) =>
        standings
          .filter(one => one.service === ref)
          .map(one => detailOf(info, one, asked)),
      ),
    };
  };

  getTeamMigrations: FleetApi['getTeamMigrations'] = async (
    ref,
    query = {},
  ) => {
    const items = (this.data.migrations ?? []).map(({ info, standings }) => {
      const own = standings.filter(one => one.owner?.ref === ref);
      const open = own.filter(one => one.health !== null);
      return {
        migration: info,
        progress: progressOf(own),
        next: open.slice(0, 50),
        open: open.length,
      };
    });
    return {
      ...asOfPart(this.#asked(query.at)),
      items: items.filter(one => one.progress.scope > 0),
    };
  };

  reportValidation: FleetApi['reportValidation'] = async ({
    service,
    run,
  }) => ({
    outcome: 'added',
    service,
    run,
  });

  #asked(at: string | undefined): Asked {
    return {
      at,
      now: Date.now(),
      freshness: this.data.freshness ?? aFreshness(),
      restricted: this.data.restricted ?? false,
    };
  }

  async #migration(id: string): Promise<MigrationFixture> {
    const found = this.data.migrations?.find(one => one.info.id === id);
    if (!found) throw await refusal(404, `There is no migration ${id}.`);
    return found;
  }

  #find(ref: string): ServiceSummary {
    const service = (this.data.services ?? []).find(one => one.ref === ref);
    if (!service) throw new TypeError(`The fixture has no service ${ref}`);
    return service;
  }
}

/** The backend's refusal with a sentence, as the client gives it. */
export async function refusal(
  status: number,
  message: string,
): Promise<ResponseError> {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name: 'Error', message },
        request: { method: 'GET', url: '/' },
        response: { statusCode: status },
      }),
      { status, headers: { 'Content-Type': 'application/json' } },
    ),
  );
}

function matches(
  service: ServiceSummary,
  query: Parameters<FleetApi['listServices']>[0] & object,
): boolean {
  const text = query.text?.toLocaleLowerCase('en-US') ?? '';
  const targets = service.targets;
  return (
    service.title.toLocaleLowerCase('en-US').includes(text) &&
    (query.attention !== 'true' || service.attention.length > 0) &&
    any(query.readiness, service.readiness) &&
    any(query.outcome, service.lastDeployment?.outcome) &&
    (!query.team || service.owner?.ref === query.team) &&
    (!query.platform ||
      targets.some(one => any(query.platform, one.platform))) &&
    (!query.cluster || targets.some(one => any(query.cluster, one.cluster))) &&
    (!query.environment ||
      targets.some(one => any(query.environment, one.environment)))
  );
}

/** All in the week that runs, and three in each before. */
function weeksOf(running: number) {
  return aFrequency().weeks.map(week => ({
    weekStart: week.weekStart,
    deployments: week.running ? running : 3,
    failed: week.running ? 1 : 0,
    running: week.running,
  }));
}

function windowOf(window: unknown): WindowDays {
  return windowSchema.parse(Number(window ?? 30));
}

/** `anyOf` of the contract takes one value or several. */
function any(wanted: unknown, value: unknown): boolean {
  if (wanted === undefined) return true;
  return Array.isArray(wanted) ? wanted.includes(value) : wanted === value;
}

function page<T>(all: T[], query: { limit?: unknown; cursor?: string }) {
  const limit = typeof query.limit === 'number' ? query.limit : 50;
  const from = Number(query.cursor ?? 0);
  const next = from + limit;
  return {
    items: all.slice(from, next),
    total: all.length,
    ...(next < all.length && { nextCursor: String(next) }),
  };
}
