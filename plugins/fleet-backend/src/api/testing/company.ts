/** A small company in the read models, for tests of what reads them. */
import { defaultWindows } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type {
  DeploymentRow,
  ServiceFrequencyRow,
  ServiceRow,
  ServiceStateRow,
  ServiceWeekRow,
  TargetRow,
  TeamRow,
} from '../../projections/tables';
import { SCOPES, SOURCES } from '../../sources/tables';

/** When it is: Saturday 21 November 2026, 10:00 UTC. */
export const NOW = Date.parse('2026-11-21T10:00:00Z');
const MINUTE = 60_000;

/** Adds a team below another. */
export async function addTeam(
  database: Knex,
  name: string,
  options: { parents?: readonly string[]; zone?: string } = {},
): Promise<string> {
  const ref = `group:default/${name}`;
  const parents = (options.parents ?? []).map(
    parent => `group:default/${parent}`,
  );
  const row: TeamRow = {
    ref,
    name,
    title: name[0].toUpperCase() + name.slice(1),
    description: `The team ${name}`,
    search_text: `${name} ${name}`,
    parent: parents[0] ?? null,
    time_zone: options.zone ?? null,
    in_catalog: true,
    missing_since: null,
    demo: false,
  };
  await database('teams').insert(row);
  await database('team_history').insert({
    team: ref,
    recorded_at: NOW,
    title: row.title,
    parent: row.parent,
    gone: false,
  });
  await database('team_ancestors').insert(
    [ref, ...parents].map((ancestor, depth) => ({
      team: ref,
      ancestor,
      depth,
    })),
  );
  return ref;
}

/** Adds a source with a scope that was looked at a while ago. */
export async function addScope(
  database: Knex,
  scope: string,
  options: { minutesAgo?: number; complete?: boolean; demo?: boolean } = {},
): Promise<void> {
  await database(SOURCES)
    .insert({
      id: 'kubernetes',
      title: 'Kubernetes',
      observes: '["rollout","presence"]',
      demo: options.demo ?? false,
      problems: '[]',
    })
    .onConflict()
    .ignore();
  const seen = NOW - (options.minutesAgo ?? 0) * MINUTE;
  await database(SCOPES).insert({
    source: 'kubernetes',
    scope,
    mode: 'watch',
    interval_seconds: 60,
    configured: true,
    last_success: seen,
    last_attempt: seen,
    complete: options.complete ?? true,
    problems: '[]',
    consecutive_failures: 0,
    next_attempt_at: null,
  });
}

/** What can differ between the services of a test. */
export interface ServiceOptions {
  owner?: string | null;
  system?: string | null;
  title?: string;
  clusters?: readonly string[];
  state?: Partial<ServiceStateRow>;
  service?: Partial<ServiceRow>;
  target?: Partial<TargetRow>;
  /** Deployments, each so many hours before now; the first is the newest. */
  deployments?: readonly (Partial<DeploymentRow> & { hoursAgo: number })[];
  perWeek?: number | null;
}

/** Adds a service with targets, deployments and numbers. */
export async function addService(
  database: Knex,
  name: string,
  options: ServiceOptions = {},
): Promise<string> {
  const ref = `component:default/${name}`;
  const { clusters = ['prod-eu'], deployments = [], perWeek = 3.5 } = options;
  const title = options.title ?? name;
  const owner = options.owner === undefined ? 'payments' : options.owner;
  const service: ServiceRow = {
    ref,
    kind: 'component',
    namespace: 'default',
    name,
    title,
    description: `What ${name} is for`,
    search_text: `${name} ${title}`.toLowerCase(),
    owner: owner === null ? null : `group:default/${owner}`,
    owner_title: owner,
    system: options.system ?? null,
    domain: null,
    type: 'service',
    lifecycle: 'production',
    tier: null,
    annotations: '{}',
    expected: true,
    in_catalog: true,
    missing_since: null,
    demo: false,
    ...options.service,
  };
  await database('services').insert(service);
  for (const cluster of clusters) {
    const row = targetRow({ name, cluster, service: ref });
    await database('targets').insert({ ...row, ...options.target });
  }
  const rows = deployments.map((given, index) =>
    deploymentRow({ ref, index, given }),
  );
  for (const row of rows) await database('deployments').insert(row);
  const state: ServiceStateRow = {
    service: ref,
    readiness: clusters.length > 0 ? 'ready' : 'unknown',
    target_count: clusters.length,
    last_deployment_id: rows[0]?.id ?? null,
    last_deployment_at: rows[0]?.started_at ?? null,
    last_deployment_outcome: rows[0]?.outcome ?? null,
    attention: '[]',
    attention_rank: 99,
    live: JSON.stringify([
      { environment: 'production', version: 'v1', since: iso(NOW) },
    ]),
    ...options.state,
  };
  await database('service_state').insert(state);
  await addNumbers(database, { ref, perWeek });
  return ref;
}

/** Adds a workload that belongs to nobody. */
export async function addStray(
  database: Knex,
  name: string,
  options: Partial<TargetRow> = {},
): Promise<void> {
  await database('targets').insert({
    ...targetRow({ name, cluster: 'prod-eu', service: null }),
    unmatched_reason: 'no_match',
    remedy: `backstage.io/kubernetes-id: ${name}`,
    ...options,
  });
}

function targetRow(of: {
  name: string;
  cluster: string;
  service: string | null;
}): TargetRow {
  return {
    target: `kubernetes/${of.cluster}/shop/Deployment/${of.name}`,
    platform: 'kubernetes',
    cluster: of.cluster,
    namespace: 'shop',
    workload_kind: 'Deployment',
    workload: of.name,
    source: 'kubernetes',
    scope: of.cluster,
    service: of.service,
    environment: 'production',
    production: true,
    readiness: 'ready',
    desired: 2,
    ready: 2,
    paused: false,
    images: '[{"container":"main","reference":"shop/main:v1"}]',
    version: 'v1',
    since: NOW - 60 * MINUTE,
    first_present: NOW - 60 * MINUTE,
    observed_since: NOW - 60 * MINUTE,
    gone_at: null,
    last_change: NOW - 60 * MINUTE,
    labels: '{}',
    annotations: '{}',
    unmatched_reason: null,
    candidates: '[]',
    remedy: '',
  };
}

function deploymentRow(options: {
  ref: string;
  index: number;
  given: Partial<DeploymentRow> & { hoursAgo: number };
}): DeploymentRow {
  const { hoursAgo, ...rest } = options.given;
  const at = NOW - hoursAgo * 60 * MINUTE;
  return {
    id: `${options.ref.split('/')[1]}-${options.index}`,
    service: options.ref,
    environment: 'production',
    production: true,
    version: `v${100 - options.index}`,
    previous_version: `v${99 - options.index}`,
    class: 'release',
    outcome: 'succeeded',
    failing: false,
    counted: true,
    started_at: at,
    revision: 1,
    finished_at: at + MINUTE,
    duration_seconds: 60,
    counted_at: at + MINUTE,
    overdue_since: null,
    backfilled: false,
    estimated_start: false,
    estimated_finish: false,
    targets: '[]',
    ...rest,
  };
}

async function addNumbers(
  database: Knex,
  options: { ref: string; perWeek: number | null },
): Promise<void> {
  const windows = defaultWindows.days.map(
    (days): ServiceFrequencyRow => ({
      service: options.ref,
      window_days: days,
      day: '2026-11-21',
      deployments: 15,
      per_week: options.perWeek,
      previous_per_week: 2,
      median_days_per_week: 2,
      median_gap_seconds: 86_400,
      observed_since: '2026-01-01',
    }),
  );
  const weeks = ['2026-11-09', '2026-11-16'].map(
    (week, index): ServiceWeekRow => ({
      service: options.ref,
      week_start: week,
      deployments: 3,
      days: 2,
      failed: 1,
      running: index === 1,
    }),
  );
  await database('service_frequency').insert(windows);
  await database('service_weeks').insert(weeks);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
