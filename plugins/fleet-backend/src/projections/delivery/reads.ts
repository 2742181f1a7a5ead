/**
 * What delivery is derived from: a bounded number of indexed queries however many services. What names a repository, job or pager is that
 * of all services which have it.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  targetKey,
  type ObservationKind,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import { among, rawRows, recordset } from '../../database/dialect';
import { CommitGraph } from '../../delivery/commitGraph';
import { firstCommitOf } from '../../delivery/newService';
import { ownReleases } from '../../delivery/ownReleases';
import type { CiTold } from '../../delivery/sharedCi';
import { Touched } from '../../delivery/touched';
import type {
  CiDeploymentFact,
  CommitFact,
  DisruptionFact,
  IncidentFact,
  OperationFact,
  OutageFact,
  PageFact,
  PullRequestFact,
  ReleaseFact,
  TicketFact,
} from '../../delivery/types';
import type {
  ServiceOriginRow,
  ServiceRow,
  TeamRow,
} from '../../directory/tables';
import type { Recorded } from '../../ledger/types';
import type { ProjectionContext } from '../context';
import type { ServicePart } from '../deploymentRows';
import { readImageLabels, type ImageLabel } from '../images';
import { nullable, rolloutOfRow } from '../rolloutRows';
import type { BooleanColumn, RolloutRow, TargetRow } from '../tables';
import {
  ciDeploymentFact,
  commitFact,
  disruptionFact,
  incidentFact,
  isIncident,
  operationFact,
  outageFact,
  pageFact,
  pullRequestFact,
  releaseFact,
  ticketFact,
} from './facts';
import type { DeliveryBase } from './bases';
import { causesOf, readCauses, readForeignIncidents } from './causes';
import { coveredSince, readCoverage } from './coverage';
import type { Owner } from './options';
import type { DeliveryRange } from './range';
import { readRegistrations } from './registrations';
import { readTaken, sharersOf, takenByOthers } from './sharing';
import type { ServiceTellerRow } from './tables';

/** A target of a service, as much as delivery needs. */
export interface DeliveryTarget {
  target: string;
  environment: string | null;
  production: boolean;
  observedSince: Instant | null;
  goneAt: Instant | null;
  /** Kinds of observations that the source which sees it tells; empty where the source does not say. */
  observes: readonly string[];
}

/** All that the delivery of one service is derived from. */
export interface DeliveryEvidence {
  range: DeliveryRange;
  owner: Owner | null;
  origins: readonly ServiceOriginRow[];
  sharers: DeliveryBase['sharers'];
  /** By which it is known whose is what CI tells of them. */
  sharing: Pick<
    CiTold,
    'sharers' | 'own' | 'repositories' | 'takenByOthers' | 'touched'
  >;
  /** Directories of its repositories that are its; empty where all is. */
  paths: string[];
  rollouts: ServicePart[];
  /** What the labels of images say, by digest. */
  labels: ReadonlyMap<string, ImageLabel>;
  targets: DeliveryTarget[];
  graph: CommitGraph;
  /** When the first commit was made that can count for a number; null where none is known. */
  firstCommitAt: Instant | null;
  /** When it was first registered in the catalog, and when its first commit was made; null where nobody knows. */
  birth: { registeredAt: Instant | null; firstCommitAt: Instant | null };
  pullRequests: PullRequestFact[];
  releases: ReleaseFact[];
  ci: CiDeploymentFact[];
  incidents: IncidentFact[];
  pages: PageFact[];
  tickets: TicketFact[];
  /** Whose incidents are that are not its own, by the ids of those. */
  foreign: ReadonlyMap<string, string>;
  outages: OutageFact[];
  disruptions: DisruptionFact[];
  operations: OperationFact[];
  /** Since when tools that cover it would have told of such things; null where none does. */
  covered: Record<'incidents' | 'pages' | 'tickets', Instant | null>;
  /** Scopes that told of it in the time that numbers look back at, those that see its targets left out. */
  tellers: Teller[];
  /** Whether CI told of its deployments when it was last derived. */
  wasFromCi: boolean;
}

const noCommits = {
  facts: [],
  touched: new Touched(new CommitGraph([]), { limit: 0 }),
  firstCommitAt: null,
};

/** Reads the evidence of services. */
export async function readDeliveryEvidence(
  context: ProjectionContext,
  bases: readonly (Omit<DeliveryBase, 'from' | 'deepFrom'> & {
    range: DeliveryRange;
  })[],
): Promise<DeliveryEvidence[]> {
  const { delivery } = context;
  const ranges = bases.map(({ range }) => range);
  const services = bases.map(({ service }) => service);
  const earliest = (part: 'readFrom' | 'deepFrom') =>
    instant(Math.min(...ranges.map(range => range[part])));
  const since = earliest('readFrom');
  const deep = earliest('deepFrom');
  const ofOrigins = await readOrigins(context, {
    since,
    deep,
    origins: [
      ...new Set(
        bases.flatMap(base => base.origins.map(({ origin }) => origin)),
      ),
    ],
  });
  const ofServices = await readServices(context, { since, deep, services });
  const targets = grouped(await readTargets(context, services), one =>
    one.service === null ? '' : one.service,
  );
  const ofTargets = await readOfTargets(context, {
    since,
    targets: [...targets.values()].flat().map(({ target }) => target),
  });
  const rollouts = grouped(
    await readRollouts(context, ranges),
    one => one.service,
  );
  const labels = await readImageLabels(context, {
    services,
    since: deep,
  });
  const owners = await readOwners(context, services);
  const coverage = await readCoverage(context.transaction);
  const registrations = await readRegistrations(context.transaction, services);
  const taken = await readTaken(context.transaction, {
    origins: sharedOf(bases),
    since: deep,
  });
  const graphs = new Map<string, ReturnType<typeof commitsOf>>();

  const evidence = bases.map((base): DeliveryEvidence => {
    const { service, range, origins: own } = base;
    const names = own.map(({ origin }) => origin);
    const told = <T>(by: ReadonlyMap<string, readonly T[]>) =>
      names.flatMap(name => by.get(name) ?? []);
    const its = targets.get(service) ?? [];
    const seen = <T>(by: ReadonlyMap<string, readonly T[]>) =>
      its.flatMap(({ target }) => by.get(target) ?? []);
    const said = <T>(by: ReadonlyMap<string, readonly T[]>) =>
      by.get(service) ?? [];
    const production = new Set(
      its.flatMap(row => (row.production ? [row.target] : [])),
    );
    const repositories = own.filter(({ origin }) =>
      ofOrigins.changes.has(origin),
    );
    const id = JSON.stringify(repositories.map(({ origin }) => origin));
    const commits =
      repositories.length === 0
        ? noCommits
        : graphs.get(id) ??
          commitsOf(told(ofOrigins.changes), {
            numbersFrom: range.numbersFrom,
            limit: delivery.rules.maximumCommits,
          });
    graphs.set(id, commits);
    const paths = pathsOf(repositories);
    const ofService = <T extends { service?: string }>(one: T) =>
      one.service === undefined || one.service === service;
    return {
      range,
      owner: owners.get(service) ?? null,
      origins: own,
      sharers: base.sharers,
      sharing: {
        ...sharersOf(service, base.sharers),
        repositories: repositories.map(({ origin }) => origin),
        takenByOthers: takenByOthers(taken, service),
        touched: commits.touched,
      },
      paths,
      birth: {
        registeredAt: registrations.get(service) ?? null,
        firstCommitAt: firstCommitOf(commits.facts, paths),
      },
      rollouts: (rollouts.get(service) ?? []).map(({ part }) => part),
      labels: labels.get(service) ?? new Map(),
      targets: its.map(row => ({
        target: row.target,
        environment: row.environment,
        production: Boolean(row.production),
        observedSince: nullable(row.observed_since),
        goneAt: nullable(row.gone_at),
        observes: row.observes === null ? [] : JSON.parse(row.observes),
      })),
      graph: commits.touched.graph,
      firstCommitAt: commits.firstCommitAt,
      pullRequests: told(ofOrigins.pullRequests).map(pullRequestFact),
      releases: ownReleases(
        told(ofOrigins.releases).map(releaseFact),
        [service, ...paths].map(name => name.replace(/^.*[:/]/, '')),
      ),
      ci: distinct([
        ...told(ofOrigins.ci).filter(ofService),
        ...said(ofServices.ci),
      ]).map(one => ciDeploymentFact(one, delivery)),
      incidents: distinct([
        ...told(ofOrigins.incidents),
        ...said(ofServices.incidents),
      ])
        .filter(isIncident)
        .map(incidentFact),
      foreign: new Map(),
      pages: distinct([
        ...told(ofOrigins.pages),
        ...said(ofServices.pages),
      ]).map(pageFact),
      tickets: distinct([
        ...told(ofOrigins.tickets),
        ...said(ofServices.tickets),
      ]).map(ticketFact),
      outages: distinct([
        ...seen(ofTargets.outages).filter(
          ({ target }) => target && production.has(targetKey(target)),
        ),
        ...said(ofServices.outages),
      ]).map(outageFact),
      disruptions: seen(ofTargets.disruptions).map(disruptionFact),
      operations: seen(ofTargets.operations).map(operationFact),
      covered: {
        incidents: coveredSince(coverage, { kind: 'incident', origins: names }),
        pages: coveredSince(coverage, { kind: 'page', origins: names }),
        tickets: coveredSince(coverage, { kind: 'ticket', origins: names }),
      },
      tellers: tellersOf(
        [
          ...Object.values(ofOrigins).flatMap(by => told<Telling>(by)),
          ...Object.values(ofServices).flatMap(by => said<Telling>(by)),
        ],
        range.numbersFrom,
      ),
      wasFromCi: base.wasFromCi,
    };
  });
  return withForeignIncidents(context, { evidence, since });
}

type Teller = Omit<ServiceTellerRow, 'service'>;
type Telling = Teller & { at: number };

function tellersOf(
  observations: readonly Telling[],
  numbersFrom: number,
): Teller[] {
  const scopes = new Map<string, Teller>();
  for (const { source, scope, at } of observations) {
    if (at >= numbersFrom) {
      scopes.set(JSON.stringify([source, scope]), { source, scope });
    }
  }
  return [...scopes.values()];
}

/** Adds the incidents of other services that name commits of a service. */
async function withForeignIncidents(
  context: ProjectionContext,
  given: { evidence: readonly DeliveryEvidence[]; since: Instant },
): Promise<DeliveryEvidence[]> {
  const causes = await readCauses(context.transaction, given.since);
  const named = given.evidence.map(({ graph, incidents }) =>
    causesOf(causes, { graph, own: new Set(incidents.map(({ id }) => id)) }),
  );
  const foreign = await readForeignIncidents(context, [
    ...new Set(named.flatMap(one => [...one.keys()])),
  ]);
  return given.evidence.map((one, i) => ({
    ...one,
    incidents: [
      ...one.incidents,
      ...[...named[i].keys()].flatMap(id => foreign.get(id) ?? []),
    ],
    foreign: named[i],
  }));
}

/** The origins that several services have, each once. */
function sharedOf(bases: readonly Pick<DeliveryBase, 'sharers'>[]): string[] {
  return [
    ...new Set(
      bases.flatMap(({ sharers }) =>
        [...sharers].flatMap(([origin, list]) =>
          list.length > 1 ? origin : [],
        ),
      ),
    ),
  ];
}

function commitsOf(
  changes: readonly Recorded<ObservationOf<'change'>>[],
  options: { numbersFrom: number; limit: number },
): Pick<DeliveryEvidence, 'firstCommitAt'> & {
  facts: readonly CommitFact[];
  touched: Touched;
} {
  const { numbersFrom, limit } = options;
  const facts = changes.map(commitFact);
  return {
    facts,
    touched: new Touched(new CommitGraph(facts), { limit }),
    firstCommitAt: facts.reduce<Instant | null>(
      (least, { committedAt }) =>
        committedAt >= numbersFrom && (least === null || committedAt < least)
          ? committedAt
          : least,
      null,
    ),
  };
}

/** Of several repositories one that is the service's as a whole makes directories of the others useless: they do not tell repositories apart. */
function pathsOf(repositories: readonly { directories: string }[]): string[] {
  const lists = repositories.map(
    ({ directories }) => JSON.parse(directories) as string[],
  );
  return lists.some(list => list.length === 0)
    ? []
    : [...new Set(lists.flat())];
}

async function readOrigins(
  { ledger }: ProjectionContext,
  query: { origins: readonly string[]; since: Instant; deep: Instant },
) {
  const { origins } = query;
  const read = async <K extends ObservationKind>(
    kind: K,
    since: Instant = query.since,
  ) =>
    grouped(
      origins.length === 0
        ? []
        : await ledger.observationsOfOrigins({ kind, origins, since }),
      one => ('origin' in one ? one.origin : undefined),
    );
  return {
    changes: await read('change', query.deep),
    pullRequests: await read('pull_request', query.deep),
    releases: await read('release', query.deep),
    ci: await read('ci_deployment', query.deep),
    incidents: await read('incident'),
    pages: await read('page'),
    tickets: await read('ticket'),
  };
}

async function readServices(
  { ledger }: ProjectionContext,
  query: { services: readonly string[]; since: Instant; deep: Instant },
) {
  const { services } = query;
  const read = async <K extends ObservationKind>(
    kind: K,
    since: Instant = query.since,
  ) =>
    grouped(
      await ledger.observationsOfServices({ kind, services, since }),
      one => ('service' in one ? one.service : undefined),
    );
  return {
    ci: await read('ci_deployment', query.deep),
    incidents: await read('incident'),
    pages: await read('page'),
    tickets: await read('ticket'),
    outages: await read('outage'),
  };
}

async function readOfTargets(
  { ledger }: ProjectionContext,
  query: { targets: readonly string[]; since: Instant },
) {
  const read = async <K extends 'outage' | 'operation' | 'disruption'>(
    kind: K,
  ) =>
    grouped(
      query.targets.length === 0
        ? []
        : await ledger.observations({ kind, ...query }),
      one =>
        'target' in one && one.target ? targetKey(one.target) : undefined,
    );
  return {
    outages: await read('outage'),
    operations: await read('operation'),
    disruptions: await read('disruption'),
  };
}

function readTargets(
  { transaction }: ProjectionContext,
  services: readonly string[],
): Promise<
  (Pick<
    TargetRow,
    | 'service'
    | 'target'
    | 'environment'
    | 'production'
    | 'observed_since'
    | 'gone_at'
  > & { observes: string | null })[]
> {
  return transaction('targets')
    .leftJoin('sources', 'sources.id', 'targets.source')
    .select(
      'service',
      'target',
      'environment',
      'production',
      'observed_since',
      'gone_at',
      'observes',
    )
    .where(among(transaction, 'service', services))
    .orderBy('target');
}

async function readRollouts(
  { transaction }: ProjectionContext,
  ranges: readonly DeliveryRange[],
): Promise<{ service: string; part: ServicePart }[]> {
  const { sql, bindings } = recordset(
    transaction,
    { service: 'text', deepFrom: 'bigint' },
    ranges.map(({ service, deepFrom }) => ({ service, deepFrom })),
  );
  const rows = await rawRows<
    RolloutRow & {
      service: string;
      environment: string | null;
      production: BooleanColumn;
    }
  >(
    transaction,
    `select r.*, t.environment, t.production
     from ${sql}
     join rollouts r
       on r.service = given.service and r.at >= given."deepFrom"
     join targets t on t.target = r.target`,
    bindings,
  );
  return rows.map(row => ({
    service: row.service,
    part: {
      ...rolloutOfRow(row),
      environment: row.environment,
      production: Boolean(row.production),
    },
  }));
}

async function readOwners(
  { transaction }: ProjectionContext,
  services: readonly string[],
): Promise<Map<string, Owner | null>> {
  const rows: (Pick<ServiceRow, 'ref' | 'owner'> &
    Pick<TeamRow, 'time_zone'>)[] = await transaction('services as s')
    .leftJoin('teams as t', 't.ref', 's.owner')
    .select('s.ref', 's.owner', 't.time_zone')
    .where(among(transaction, 's.ref', services));
  return new Map(
    rows.map(({ ref, owner, time_zone: zone }) => [
      ref,
      owner === null ? null : { ref: owner, zone },
    ]),
  );
}

/** What is found by two ways is one. */
function distinct<T extends { seq: number }>(list: readonly T[]): T[] {
  return [...new Map(list.map(one => [one.seq, one])).values()];
}

function grouped<T>(
  list: readonly T[],
  nameOf: (one: T) => string | undefined,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const name = nameOf(one) ?? '';
    const group = groups.get(name);
    if (group) {
      group.push(one);
    } else {
      groups.set(name, [one]);
    }
  }
  return groups;
}
