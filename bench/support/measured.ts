/** Starts backends over a PostgreSQL with a seeded company, and times requests to them. */
import { teamDashboardSchema } from '@landfall/backstage-plugin-fleet-common';
import knexFactory, { type Knex } from 'knex';
import { join } from 'node:path';
import { startPortalBackend, startPostgres, type PortalBackend } from 'testbed';
import { fleetSection, seedCompany } from './company';

/** An authenticated request that checks the permission and runs `select 1`. */
export const UNIT = '/api/fleet/bench/unit';
const TEAM_PAGE = '/api/fleet/teams/group/default/team-1';

/** Asks once and gives the milliseconds that it took, the body included. */
export type TimedRequest = () => Promise<number>;

/** A backend with a history behind it. */
export interface SeededBackend {
  /** An authenticated request that checks the permission and runs `select 1`. */
  unit: TimedRequest;
  /** What the team page asks, for a team of 40 services among 200. */
  teamPage: TimedRequest;
  observations: number;
  deployments: number;
}

/** Starts one backend for each length of history, in days, does something with them, and stops everything. */
export function withSeededBackends<T>(
  histories: readonly number[],
  use: (backends: SeededBackend[]) => Promise<T>,
): Promise<T> {
  return withPortals(
    {
      entry: 'backend.ts',
      companies: histories.map(
        days => database => seedCompany({ database, days, now: Date.now() }),
      ),
    },
    async portals => {
      for (const { portal } of portals) await checkTeamPage(portal);
      return use(
        portals.map(({ timed, seeded }) => ({
          unit: timed(UNIT),
          teamPage: timed(TEAM_PAGE),
          ...seeded,
        })),
      );
    },
  );
}

/** A backend over a database that was seeded. */
export interface SeededPortal<S> {
  portal: PortalBackend;
  /** Makes requests for a path. */
  timed(path: string): TimedRequest;
  /** What seeding it told. */
  seeded: S;
}

/** Starts one backend for each company, does something with them, and stops everything. */
export async function withPortals<S, T>(
  options: {
    /** The file beside this one that starts it. */
    entry: string;
    /** Sections of its configuration; by default `fleet` of the company of 200 services. */
    config?: Record<string, unknown>;
    companies: readonly ((database: Knex) => Promise<S>)[];
  },
  use: (portals: SeededPortal<S>[]) => Promise<T>,
): Promise<T> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startPostgres();
    stops.push(() => postgres.stop());
    const portals: SeededPortal<S>[] = [];
    for (const [index, company] of options.companies.entries()) {
      const prefix = `company${index}_`;
      const seeded = await seed({ url: postgres.url, prefix, company });
      const { hostname, port, username, password } = new URL(postgres.url);
      const portal = await startPortalBackend({
        entry: join(__dirname, options.entry),
        mode: 'production',
        database: {
          client: 'pg',
          prefix,
          connection: {
            host: hostname,
            port: Number(port),
            user: username,
            password,
          },
        },
        config: options.config ?? { fleet: fleetSection },
      });
      stops.push(() => portal.dispose());
      const timed = (path: string) => async () => {
        const began = performance.now();
        const { status } = await portal.get(path);
        const took = performance.now() - began;
        if (status !== 200) throw new Error(`${path} answered ${status}`);
        return took;
      };
      portals.push({ portal, timed, seeded });
    }
    return await use(portals);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** What is measured must be the real thing. */
async function checkTeamPage(portal: PortalBackend): Promise<void> {
  const { body } = await portal.get(TEAM_PAGE);
  const { services } = teamDashboardSchema.parse(body);
  const deployed = services.items.filter(
    service => service.lastDeployment && service.frequency.deployments > 0,
  );
  if (services.items.length !== 40 || deployed.length !== 40) {
    throw new Error('The team page does not show 40 services that deploy');
  }
}

async function seed<S>(options: {
  url: string;
  prefix: string;
  company: (database: Knex) => Promise<S>;
}): Promise<S> {
  const { url, prefix, company } = options;
  const admin = knexFactory({ client: 'pg', connection: url });
  await admin.raw('create database ??', [`${prefix}fleet`]);
  await admin.destroy();
  const own = new URL(url);
  own.pathname = `/${prefix}fleet`;
  const database = knexFactory({ client: 'pg', connection: own.toString() });
  try {
    return await company(database);
  } finally {
    await database.destroy();
  }
}

/** The value below which a share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
