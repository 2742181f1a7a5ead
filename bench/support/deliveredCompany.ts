/**
 * A company of 2,000 services in 50 teams of 40 that have deployed for years. Its observations are written by SQL; the read models of one team are derived from
 * them as in a portal, and those of the other teams are copies of these, since deriving what is alike for hours would measure nothing else.
 */
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { fleetSection } from './company';
import { derivingFrom } from './deriving';
import { serviceEntity, teamEntity } from './entities';

/** How many services there are, and how many of them a team has. */
export const SERVICES = 2_000;
/** See {@link SERVICES}. */
export const TEAM_SIZE = 40;
const DAY = 86_400_000;
const MINUTE = 60_000;

/** The section `fleet` of the configuration. */
export const deliveredSection = {
  ...fleetSection,
  delivery: {
    environments: [
      {
        name: 'production',
        production: true,
        match: { environment: 'production' },
      },
    ],
    minutesPerLoad: { pages: 30, tickets: 60 },
    bands: '2023',
  },
};

/** The catalog: service 0 to 39 belong to team 0, and so on. */
export function deliveredEntities(): Entity[] {
  const teams = Array.from({ length: SERVICES / TEAM_SIZE }, (_, index) =>
    teamEntity(`team-${index}`),
  );
  const services = Array.from({ length: SERVICES }, (_, index) =>
    serviceEntity(`service-${index}`, teams[Math.floor(index / TEAM_SIZE)], {
      'github.com/project-slug': `acme/service-${index}`,
    }),
  );
  return [...teams, ...services];
}

/** What was written. */
export interface Delivered {
  observations: number;
  deployments: number;
}

/** Writes the company with so many rollouts of each service, spread over so many days, and what goes with them: some 3.7 observations each. */
export async function seedDelivered(options: {
  database: Knex;
  now: number;
  days: number;
  rollouts: number;
}): Promise<Delivered> {
  const { database } = options;
  const now = instant(options.now);
  const clock = { now: () => now };
  const { projector } = await derivingFrom({
    ...{ database, clock, delivery: true },
    config: new ConfigReader({ fleet: deliveredSection }),
    entities: deliveredEntities(),
  });
  await projector.settle();
  await writeScopes(database, now);
  await writeObservations(database, { ...options, now });
  await database.raw('vacuum analyze');
  await markTemplates(database, now - options.days * DAY);
  await projector.settle();
  await copyTemplates(database);
  await database.raw('vacuum analyze');
  const [{ n }] = await database('observations').count({ n: '*' });
  const [{ n: deployments }] = await database('deployments').count({ n: '*' });
  return { observations: Number(n), deployments: Number(deployments) };
}

async function writeScopes(database: Knex, now: number): Promise<void> {
  const scopes = {
    kubernetes: 'prod-eu',
    github: 'github.com',
    pagerduty: 'acme',
  };
  for (const [source, scope] of Object.entries(scopes)) {
    await database('sources').insert({
      id: source,
      title: source,
      observes: '[]',
      demo: false,
      problems: '[]',
    });
    await database('source_scopes').insert({
      source,
      scope,
      mode: 'poll',
      interval_seconds: 3600,
      configured: true,
      last_success: now,
      last_attempt: now,
      complete: true,
      problems: '[]',
      consecutive_failures: 0,
    });
  }
}

/**
 * Of each rollout the commit that it brings and its pull request; of every third what CI told of it; of every third an incident, a page, a ticket or a restart
 * after it. Every 25th goes back to the version before the last, every 15th fails.
 */
async function writeObservations(
  database: Knex,
  options: { now: number; days: number; rollouts: number },
): Promise<void> {
  const { now, days, rollouts } = options;
  const step = Math.floor((days * DAY) / rollouts);
  const sha = (i: string) => `md5(n || '/' || ${i}) || '00000000'`;
  const told = (given: {
    where: string;
    scope: readonly [source: string, scope: string];
    kind: string;
    key: string;
    about: 'target' | 'origin' | 'service';
    at: string;
    minutes: string;
    body: string;
  }) =>
    database.raw(`
      insert into observations (source, scope, key, kind, ${
        given.about
      }, version, seen_version, at, at_estimated, ended, ended_at,
        ended_at_estimated, backfilled, body, recorded_at, newest)
      select '${given.scope[0]}', '${given.scope[1]}', ${given.key}, '${
      given.kind
    }',
        ${
          {
            target: `'kubernetes/prod-eu/shop/Deployment/service-' || n`,
            origin: `'github.com/acme/service-' || n`,
            service: `'component:default/service-' || n`,
          }[given.about]
        },
        i, i, ${given.at}, false, ${given.minutes} is not null, ${given.at} + ${
      given.minutes
    } * ${MINUTE}, false, false,
        ${given.body}, ${given.at}, true
      from generate_series(0, ${
        SERVICES - 1
      }) as n, generate_series(1, ${rollouts}) as i,
        lateral (
          select ${now} - ${
      2 * 60 * MINUTE
    } - (${rollouts} - i)::bigint * ${step} - (n * 61 % 1440)::bigint * ${MINUTE} as began,
            case when i % 25 = 3 then i - 2 else i end as version
        ) as given
      where ${given.where}`);
  const code = ['github', 'github.com'] as const;
  const cluster = ['kubernetes', 'prod-eu'] as const;
  const pager = ['pagerduty', 'acme'] as const;
  const image = `'registry.example/shop/service-' || n || ':' || ${sha(
    'version',
  )}`;
  await told({
    ...{ where: 'i = 1', scope: cluster, kind: 'presence', about: 'target' },
    ...{ key: `'presence/' || n`, at: 'began', minutes: 'null::bigint' },
    body: `json_build_object('images', json_build_array(json_build_object('container', 'main', 'reference', ${image})),
      'desired', 3, 'ready', 3, 'since', began, 'paused', false, 'incarnation', 'one',
      'labels', json_build_object('backstage.io/kubernetes-id', 'service-' || n), 'annotations', '{}'::json)::text`,
  });
  await told({
    ...{ where: 'true', scope: cluster, kind: 'rollout', about: 'target' },
    ...{ key: `'rollout/' || n || '/' || i`, at: 'began', minutes: '3' },
    body: `json_build_object('images', json_build_array(json_build_object('container', 'main', 'reference', ${image})),
      'configuration', 'same', 'outcome', case when i % 15 = 0 then 'failed' else 'succeeded' end, 'overdueSince', null,
      'crashLoopingSince', null, 'reason', '', 'revision', i, 'incarnation', 'one', 'facts', '{}'::json)::text`,
  });
  await told({
    ...{ where: 'true', scope: code, kind: 'change', about: 'origin' },
    ...{ key: `n || '@' || i`, at: `began - ${180 * MINUTE}`, minutes: '0' },
    body: `json_build_object('commit', ${sha(
      'i',
    )}, 'parents', case when i = 1 then '[]'::json else json_build_array(${sha(
      'i - 1',
    )}) end, 'authoredAt', began - ${
      200 * MINUTE
    }, 'reverts', '[]'::json, 'directories', '[]'::json)::text`,
  });
  await told({
    ...{ where: 'true', scope: code, kind: 'pull_request', about: 'origin' },
    ...{
      key: `n || '#pr/' || i`,
      at: `began - ${170 * MINUTE}`,
      minutes: '120',
    },
    body: `json_build_object('number', i, 'state', 'merged', 'base', 'main', 'head', case when i % 40 = 7 then 'hotfix/' || i else 'topic/' || i end,
      'labels', '[]'::json, 'commits', null, 'mergeCommit', ${sha(
        'i',
      )}, 'readyAt', null, 'firstReviewAt', began - ${
      100 * MINUTE
    }, 'mergedAt', began - ${
      50 * MINUTE
    }, 'reverts', null, 'fixes', '[]'::json)::text`,
  });
  await told({
    ...{ where: 'i % 3 = 0', scope: code, kind: 'ci_deployment' },
    ...{ about: 'origin', key: `n || '#deployment/' || i` },
    ...{ at: `began - ${MINUTE}`, minutes: '5' },
    body: `json_build_object('environment', 'production', 'tier', null, 'commit', ${sha(
      'version',
    )}, 'ref', 'main', 'version', null, 'images', '[]'::json,
      'outcome', 'succeeded', 'pipelineRun', null)::text`,
  });
  await told({
    ...{ where: 'i % 12 = 0', scope: pager, kind: 'incident' },
    ...{ about: 'service', key: `'incident/' || n || '/' || i` },
    ...{ at: `began + ${30 * MINUTE}`, minutes: `(10 + (n + i) % 50)` },
    body: `json_build_object('title', 'Answers are slow', 'severity', 'sev2', 'acknowledgedAt', began + ${
      33 * MINUTE
    }, 'impactStartedAt', null, 'mergedInto', null, 'aliases', '[]'::json, 'causedBy', '{"commits":[],"versions":[]}'::json)::text`,
  });
  await told({
    ...{ where: 'i % 12 = 3', scope: pager, kind: 'page', about: 'service' },
    ...{ key: `'page/' || n || '/' || i`, at: `began + ${31 * MINUTE}` },
    minutes: '0',
    body: `'{"urgency":"high","incident":null}'`,
  });
  await told({
    ...{ where: 'i % 12 = 6', scope: pager, kind: 'ticket' },
    ...{ about: 'service', key: `'ticket/' || n || '/' || i` },
    ...{ at: `began + ${40 * MINUTE}`, minutes: '900' },
    body: `'{"severity":null}'`,
  });
  await told({
    ...{ where: 'i % 12 = 9', scope: cluster, kind: 'disruption' },
    ...{ about: 'target', key: `'restart/' || n || '/' || i` },
    ...{ at: `began + ${300 * MINUTE}`, minutes: '60' },
    body: `'{"disruption":"restart","count":2}'`,
  });
}

/** What is derived is what the first team has. */
async function markTemplates(database: Knex, earliest: number): Promise<void> {
  await database.raw(
    `insert into dirty (target, earliest, marked_at)
     select 'kubernetes/prod-eu/shop/Deployment/service-' || n, ${earliest}, ${earliest}
     from generate_series(0, ${TEAM_SIZE - 1}) as n`,
  );
}

/** Gives service n the read models of service n % 40. Only ids and names are different. */
async function copyTemplates(database: Knex): Promise<void> {
  const tables = [
    ...['targets', 'attributions', 'rollouts', 'deployments'],
    ...['deployment_delivery', 'service_incidents', 'service_quality'],
    ...['service_metrics', 'service_delivery', 'service_frequency'],
    ...['service_weeks', 'service_state'],
  ];
  for (const table of tables) {
    // What was derived of a service without any target.
    if (!['targets', 'attributions', 'rollouts'].includes(table)) {
      await database.raw(
        `delete from "${table}" where service in (
           select 'component:default/service-' || n from generate_series(${TEAM_SIZE}, ${
          SERVICES - 1
        }) as n)`,
      );
    }
    const columns: string[] = await database('information_schema.columns')
      .where({ table_name: table, is_identity: 'NO' })
      .whereNull('column_default')
      .orderBy('ordinal_position')
      .pluck('column_name');
    const named = new Set(['service', 'target', 'targets', 'origins']);
    const hashed = new Set(['id', 'last_deployment_id']);
    const values = columns.map(column => {
      if (hashed.has(column)) return `md5(t."${column}" || n)`;
      if (named.has(column)) {
        return `replace(t."${column}", '/service-' || n % ${TEAM_SIZE}, '/service-' || n)`;
      }
      if (column === 'workload') return `'service-' || n`;
      if (column === 'key') return `t."${column}" || '/of/' || n`;
      return `t."${column}"`;
    });
    await database.raw(
      `insert into "${table}" (${columns
        .map(column => `"${column}"`)
        .join(', ')})
       select ${values.join(', ')}
       from generate_series(${TEAM_SIZE}, ${SERVICES - 1}) as n
       join "${table}" t on t.service = 'component:default/service-' || n % ${TEAM_SIZE}`,
    );
  }
}
