/** Derives how one service is delivered from its evidence, as rows. Pure, so that a rebuild gives what keeping it up to date gave. */
import { createHash } from 'node:crypto';
import {
  formatInstant,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationKind } from '@landfall/backstage-plugin-fleet-node';
import { dayIndex, type Calendar } from '../../delivery/calendar';
import { releaseCommits } from '../../delivery/ciVersion';
import { deploymentFacts } from '../../delivery/deploymentFacts';
import type { DeploymentRules } from '../../delivery/deployments';
import { deriveDelivery } from '../../delivery/deriveDelivery';
import { detectedIncidents, nextDetected } from '../../delivery/detected';
import {
  joinDeployments,
  type ClusterSpan,
  type JoinedDeployment,
} from '../../delivery/joinCi';
import { metricSeries } from '../../delivery/metricItems';
import {
  metricsOf,
  metricWeeks,
  type ObservedSince,
} from '../../delivery/metrics';
import { bornAt } from '../../delivery/newService';
import { LOAD_KINDS, operationalLoad } from '../../delivery/operationalLoad';
import { attributeCi, type CiAttribution } from '../../delivery/sharedCi';
import { placeFinding } from '../../delivery/qualityGroups';
import type {
  CiDeploymentFact,
  DeploymentDelivery,
  DeploymentFact,
  QualityFinding,
  QualityKind,
  ServiceIncident,
} from '../../delivery/types';
import {
  deploymentId,
  rowOfDeployment,
  type ServicePart,
} from '../deploymentRows';
import type { DeploymentRow } from '../tables';
import { originsText } from './bases';
import { causeRows } from './causes';
import { ciEnvironmentsOf } from './ciEnvironments';
import { commitHints } from './commitHints';
import type { DeliveryOptions } from './options';
import { ciRows } from './sharing';
import { qualityContext, qualityRows } from './qualityRows';
import type { DeliveryEvidence } from './reads';
import type {
  DeploymentDeliveryDetail,
  DeploymentDeliveryRow,
  KeptCi,
  KeptLoad,
  KeptWeek,
  ServiceCauseRow,
  ServiceCiRow,
  ServiceDeliveryRow,
  ServiceIncidentRow,
  ServiceMetricsRow,
  ServiceQualityGroupRow,
  ServiceQualityRow,
  ServiceTellerRow,
} from './tables';

/** What deriving goes by beside the evidence. */
export interface DeriveOptions {
  calendar: Calendar;
  now: Instant;
  rules: DeploymentRules;
  delivery: DeliveryOptions;
}

/** All rows of one service that begin within the range that is written. */
export interface DerivedService {
  service: string;
  writeFrom: number;
  /** Whether CI tells, or told, of its deployments: then its deployments are those here. */
  fromCi: boolean;
  deployments: DeploymentRow[];
  delivery: DeploymentDeliveryRow[];
  incidents: ServiceIncidentRow[];
  causes: ServiceCauseRow[];
  ci: ServiceCiRow[];
  quality: ServiceQualityRow[];
  qualityGroups: ServiceQualityGroupRow[];
  tellers: ServiceTellerRow[];
  /** Since when anybody told of its deployments; null where nobody does. */
  deploymentsSince: Instant | null;
  /** Where only CI tells of deployments. */
  ciEnvironments: (string | null)[];
  /** None where nothing is known of the service at all. */
  metrics: ServiceMetricsRow[];
  kept: ServiceDeliveryRow | null;
}

/** What is only said where a repository tells of commits: else the metric itself says that nobody does. */
const OF_COMMITS: ReadonlySet<QualityKind> = new Set<QualityKind>([
  'version_without_commit',
  'version_with_ambiguous_commit',
  'unknown_commit',
  'unknown_base',
  'history_incomplete',
  'history_rewritten',
  'range_too_long',
  'unknown_paths',
]);

/** Derives one service. */
export function deriveService(
  evidence: DeliveryEvidence,
  options: DeriveOptions,
): DerivedService {
  const { range, graph } = evidence;
  const { service, writeFrom } = range;
  const { calendar, now, rules } = options;
  const attribution = attributeCi({
    ...evidence.sharing,
    service,
    ci: evidence.ci,
    rollouts: evidence.rollouts,
    releases: releaseCommits(evidence.releases),
    joinMs: rules.joinMs,
  });
  const { own: ci } = attribution;
  const joined = joinDeployments(
    {
      rollouts: evidence.rollouts,
      ci,
      releases: evidence.releases,
      clusters: clusterSpans(evidence),
    },
    rules,
  );
  const idOf = (one: JoinedDeployment<ServicePart>) =>
    deploymentId(service, one.parts[0]?.id ?? ciIdOf(one));
  const { facts, quality: contradictions } = deploymentFacts(
    joined.deployments,
    {
      idOf,
      hintsOf: rollout => commitHints(rollout, evidence.labels),
      repository: {
        graph,
        releases: releaseCommits(evidence.releases),
        origins: evidence.origins.map(({ origin }) => origin),
      },
    },
  );
  const derived = deriveDelivery(
    {
      deployments: facts,
      graph,
      pullRequests: evidence.pullRequests,
      incidents: evidence.incidents,
      paths: evidence.paths,
      now,
    },
    options.delivery.rules,
  );
  const reported = derived.incidents.filter(({ own }) => own);
  const detected = detectedIncidents(evidence.outages, { now });
  const hasCommits = evidence.firstCommitAt !== null;
  const isKept = ({ kind }: Pick<QualityFinding, 'kind'>) =>
    hasCommits || !OF_COMMITS.has(kind);

  const starts = new Map(facts.map(one => [one.id, one.startedAt]));
  const ciStarts = new Map(evidence.ci.map(one => [one.id, one.at]));
  const recent = calendar.starts[0];
  const beganLately = (id: string) =>
    (starts.get(id) ?? ciStarts.get(id) ?? now) >= recent;
  const findings = [
    ...derived.deployments
      .filter(({ id }) => beganLately(id))
      .flatMap(one => one.quality),
    ...derived.quality.filter(one => isOfIncident(one)),
    ...[
      ...joined.unjoined.filter(({ what }) => attribution.lists(what)),
      ...attribution.untold,
      ...contradictions,
    ].filter(({ what }) => beganLately(what)),
  ].filter(isKept);

  const places = qualityContext(evidence, { joined, facts, idOf });

  const isKnown =
    facts.length > 0 ||
    evidence.origins.length > 0 ||
    evidence.targets.length > 0 ||
    ci.length > 0 ||
    reported.length + detected.length > 0 ||
    evidence.pages.length + evidence.tickets.length > 0;
  const numbers = isKnown
    ? numbersOf(evidence, {
        attribution,
        facts,
        delivery: derived.deployments,
        reported,
        detected,
        options,
      })
    : null;
  return {
    service,
    writeFrom,
    fromCi: ci.length > 0 || evidence.wasFromCi,
    deployments: joined.deployments
      .filter(one => one.startedAt >= writeFrom)
      .map(one => rowOfDeployment(service, one, idOf(one))),
    delivery: detailRows(service, {
      facts: facts.filter(one => one.startedAt >= writeFrom),
      delivery: derived.deployments,
      ci: new Map(joined.deployments.map(one => [idOf(one), one.ci])),
      isKept,
    }),
    incidents: incidentRows(service, {
      incidents: [...derived.incidents, ...detected].filter(
        one => one.openedAt >= writeFrom,
      ),
      delivery: derived.deployments,
      foreign: evidence.foreign,
    }),
    ci: ciRows(
      service,
      attribution.taken.filter(({ fact }) => fact.at >= writeFrom),
    ),
    causes: causeRows(
      service,
      evidence.incidents.filter(one => one.openedAt >= writeFrom),
    ),
    ...qualityRows(
      service,
      findings.map(one => placeFinding(one, places)),
    ),
    tellers: evidence.tellers.map(scope => ({ service, ...scope })),
    deploymentsSince: numbers?.since.deployments ?? null,
    ciEnvironments: [
      ...new Set(
        joined.deployments.flatMap(({ parts, environment }) =>
          parts.length === 0 ? environment : [],
        ),
      ),
    ],
    metrics: numbers?.metrics ?? [],
    kept: numbers?.kept ?? null,
  };
}

/** Findings of deployments stand with these; those left are of incidents. */
function isOfIncident({ kind }: QualityFinding): boolean {
  return (
    kind === 'incident_ends_before_it_begins' ||
    kind === 'time_in_the_future' ||
    kind === 'time_before_the_epoch'
  );
}

function ciIdOf(deployment: JoinedDeployment<ServicePart>): string {
  return deployment.ci[0].id;
}

/** A cluster tells of an environment from when somebody looked at it: before that, CI may know more. */
function clusterSpans({ targets }: DeliveryEvidence): ClusterSpan[] {
  return targets.flatMap(({ environment, observedSince: since, goneAt }) =>
    environment === null || since === null
      ? []
      : [{ environment, since, until: goneAt }],
  );
}

function detailRows(
  service: string,
  given: {
    facts: readonly DeploymentFact[];
    delivery: readonly DeploymentDelivery[];
    ci: ReadonlyMap<string, readonly CiDeploymentFact[]>;
    isKept: (finding: QualityFinding) => boolean;
  },
): DeploymentDeliveryRow[] {
  const byId = new Map(given.delivery.map(one => [one.id, one]));
  return given.facts.flatMap(fact => {
    const delivery = byId.get(fact.id);
    if (!delivery) {
      return [];
    }
    const { id, quality, ...rest } = delivery;
    const detail: DeploymentDeliveryDetail = {
      ...rest,
      versionCommit: fact.commit,
      ci: (given.ci.get(id) ?? []).map(keptCi),
      quality: quality
        .filter(given.isKept)
        .map(({ what, ...finding }) => finding),
    };
    const text = JSON.stringify(detail);
    return [
      {
        id,
        service,
        started_at: fact.startedAt,
        hash: digest(`${fact.startedAt} ${text}`),
        detail: text,
      },
    ];
  });
}

function keptCi(fact: CiDeploymentFact): KeptCi {
  const [source, scope, key] = JSON.parse(fact.id) as string[];
  return {
    source,
    scope,
    key,
    origin: fact.origin,
    environment: fact.ciEnvironment,
    outcome: fact.outcome,
    startedAt: formatInstant(fact.at),
    finishedAt:
      fact.finishedAt === null ? null : formatInstant(fact.finishedAt),
    commit: fact.commit,
    ref: fact.ref,
    link: fact.link,
  };
}

function incidentRows(
  service: string,
  given: {
    incidents: readonly ServiceIncident[];
    delivery: readonly DeploymentDelivery[];
    foreign: DeliveryEvidence['foreign'];
  },
): ServiceIncidentRow[] {
  const blamed = new Map<string, string[]>();
  for (const { id, failedBy } of given.delivery) {
    for (const failure of failedBy) {
      if (failure.rule === 'incident') {
        const known = blamed.get(failure.incident) ?? [];
        blamed.set(failure.incident, [...known, id]);
      }
    }
  }
  // Of other services only what names a deployment of this one is told.
  const told = given.incidents.filter(one => one.own || blamed.has(one.id));
  return told.map(one => ({
    service,
    id: one.id,
    series: one.own ? one.series : 'elsewhere',
    of_service: one.own
      ? null
      : one.reports.map(id => given.foreign.get(id)).find(Boolean) ?? null,
    opened_at: one.openedAt,
    acknowledged_at: one.acknowledgedAt,
    resolved_at: one.resolvedAt,
    title: one.title,
    severity: one.severity,
    link: one.link,
    deployments: JSON.stringify((blamed.get(one.id) ?? []).sort()),
  }));
}

function numbersOf(
  evidence: DeliveryEvidence,
  given: {
    attribution: CiAttribution;
    facts: readonly DeploymentFact[];
    delivery: readonly DeploymentDelivery[];
    reported: readonly ServiceIncident[];
    detected: readonly ServiceIncident[];
    options: DeriveOptions;
  },
): {
  metrics: ServiceMetricsRow[];
  kept: ServiceDeliveryRow;
  since: ObservedSince;
} {
  const { service } = evidence.range;
  const { calendar, now, delivery } = given.options;
  const load = operationalLoad(
    {
      pages: evidence.pages,
      tickets: evidence.tickets,
      incidents: given.reported,
      disruptions: evidence.disruptions,
      operations: evidence.operations,
      rollouts: evidence.rollouts,
    },
    delivery.hoursOf(evidence.owner),
  );
  const series = metricSeries(
    {
      deployments: given.facts,
      delivery: given.delivery,
      reported: given.reported,
      detected: given.detected,
      load,
      minutes: delivery.minutes,
      now,
    },
    delivery.rules,
  );
  const since = observedSince(evidence, given);
  const weeks = series.map(one => [
    one.metric,
    metricWeeks(one, { calendar, since }).map(
      (week): KeptWeek => [week.weekStart, week.running, week.value, week.n],
    ),
  ]);
  return {
    since,
    metrics: delivery.windows.map(windowDays => ({
      service,
      window_days: windowDays,
      day: calendar.days[calendar.days.length - 1],
      metrics: JSON.stringify(
        metricsOf(series, { calendar, windowDays, since }),
      ),
    })),
    kept: {
      service,
      from_ci: given.attribution.own.length > 0,
      origins: originsText(evidence),
      since: JSON.stringify(since),
      weeks: JSON.stringify(Object.fromEntries(weeks)),
      load: JSON.stringify(loadByDay(load, calendar)),
      ci_environments: JSON.stringify(
        ciEnvironmentsOf(given.attribution.own, { since: calendar.starts[0] }),
      ),
      born_at: bornAt(evidence.birth),
      next_timer: nextDetected(evidence.outages, { now }),
    },
  };
}

function loadByDay(
  load: ReturnType<typeof operationalLoad>,
  calendar: Calendar,
): KeptLoad {
  return Object.fromEntries(
    LOAD_KINDS.flatMap(kind => {
      const days = new Map<string, number>();
      for (const { at, count } of load[kind]) {
        const index = at <= calendar.now ? dayIndex(calendar, at) : -1;
        if (index >= 0) {
          const day = calendar.days[index];
          days.set(day, (days.get(day) ?? 0) + count);
        }
      }
      return days.size === 0 ? [] : [[kind, [...days]]];
    }),
  );
}

/**
 * Since when something tells of the service, as far as numbers look back. Of tools that tell of nothing while nothing happens, since they were first
 * looked at completely where they cover the service, else since the first that they told; of what happens to its targets, since a source that tells of such things looks at one.
 */
function observedSince(
  evidence: DeliveryEvidence,
  {
    reported,
    attribution,
  }: { reported: readonly ServiceIncident[]; attribution: CiAttribution },
): ObservedSince {
  const clusters = earliest(
    evidence.targets.map(({ observedSince: at }) => at),
  );
  const told = (facts: readonly { at: Instant }[]) =>
    earliest(
      facts.flatMap(({ at }) => (at >= evidence.range.numbersFrom ? at : [])),
    );
  const watched = (
    kind: ObservationKind,
    facts: readonly { at: Instant }[],
  ): Instant | null =>
    earliest([
      told(facts),
      ...evidence.targets.flatMap(target =>
        target.observes.includes(kind) ? target.observedSince : [],
      ),
    ]);
  return {
    deployments: earliest([
      clusters,
      told(evidence.rollouts.filter(({ backfilled }) => !backfilled)),
      told(attribution.telling),
    ]),
    commits: evidence.firstCommitAt,
    incidents: earliest([
      told(reported.map(({ openedAt }) => ({ at: openedAt }))),
      evidence.covered.incidents,
    ]),
    pages: earliest([told(evidence.pages), evidence.covered.pages]),
    tickets: earliest([told(evidence.tickets), evidence.covered.tickets]),
    outages: watched('outage', evidence.outages),
    operations: watched('operation', evidence.operations),
    disruptions: watched('disruption', evidence.disruptions),
  };
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce<Instant | null>(
    (least, at) => (at !== null && (least === null || at < least) ? at : least),
    null,
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
