/** However teams move, are renamed, vanish and come, and whoever owns what: a moment of the past is answered as it was then, also after a rebuild. */
import * as fc from 'fast-check';
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { rebuild } from '../projections/rebuild';
import { createTestApp } from './testing/app';
import { HOUR, MOVE } from './testing/migrations';
import { LookedAtCompany } from './testing/moving';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 3);

const SERVICES = ['cart', 'pay', 'search'];
/** Known from the first look on, though not always there. */
const TEAMS = ['a', 'b', 'c', 'd'];
/** Turns up later. Before it does nobody names it: what is first said of a team holds for all the past. */
const LATER = 'later';
/** Is named, but is no team of the catalog. */
const NOBODY = 'nobody';

const PLACES = [
  { platform: 'helios', cluster: 'eu' },
  { platform: 'helios', cluster: 'us' },
  { platform: 'kubernetes', cluster: 'eu' },
];

const named = fc.constantFrom(...TEAMS, LATER, NOBODY);
const look = fc.record({
  teams: fc.tuple(
    ...[...TEAMS, LATER].map(() =>
      fc.record({
        /** In most looks. */
        there: fc.constantFrom(true, true, true, false),
        parent: fc.option(named),
        title: fc.constantFrom('Ärger', 'beta', 'Gamma'),
      }),
    ),
  ),
  owners: fc.tuple(...SERVICES.map(() => fc.option(named))),
  /** What becomes of the first service in each place. */
  places: fc.tuple(
    ...PLACES.map(() =>
      fc.constantFrom('stays', 'stays', 'turns', 'goes late'),
    ),
  ),
  titles: fc.tuple(...SERVICES.map(() => fc.constantFrom('Zeta', 'älter'))),
});
type Look = typeof look extends fc.Arbitrary<infer T> ? T : never;

const PATHS = [
  '/migrations?',
  `/migrations/${MOVE}?cut=team`,
  `/migrations/${MOVE}?cut=parent`,
  `/migrations/${MOVE}?cut=cluster&platform=kubernetes`,
  `/migrations/${MOVE}?cut=platform&cluster=eu`,
  `/migrations/${MOVE}/services?sort=owner`,
  `/migrations/${MOVE}/services.csv?sort=name&text=%C3%84L`,
  `/services/component/default/cart/migrations?`,
  ...['a', 'b'].flatMap(team => [
    `/migrations/${MOVE}?cut=parent&team=group:default/${team}`,
    `/teams/group/default/${team}/migrations?`,
  ]),
];

describe('as of a moment', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: LookedAtCompany;
    beforeAll(async () => {
      database = await under.open();
    });

    const answers = (at = '') =>
      Promise.all(
        PATHS.map(async path => {
          const { status, text } = await request(
            createTestApp({
              database,
              ledger: company.ledger,
              clock: company.clock,
            }),
          ).get(`${path}${at}`);
          expect([200, 404]).toContain(status);
          if (status !== 200) return { path, status };
          return { path, status, text: text.replace(/"live":\w+,/g, '') };
        }),
      );

    const know = (given: Look, { first }: { first: boolean }) => {
      const shown = (name: string | null) =>
        first && name === LATER ? null : name;
      const owners = given.owners.map(shown);
      return company.know({
        components: Object.fromEntries(
          SERVICES.map(name => [name, { [KUBERNETES_ID]: name }]),
        ),
        owners: Object.fromEntries(
          SERVICES.flatMap((name, index) =>
            owners[index] === null
              ? []
              : [[name, `group:default/${owners[index]}`]],
          ),
        ),
        titles: Object.fromEntries(
          SERVICES.map((name, index) => [name, given.titles[index]]),
        ),
        teams: Object.fromEntries(
          [...TEAMS, LATER].flatMap((name, index) => {
            const { there, parent, title } = given.teams[index];
            const isThere = first ? name !== LATER : there || name === LATER;
            return isThere ? [[name, { title, parent: shown(parent) }]] : [];
          }),
        ),
      });
    };

    /** Something comes or goes, and at times that is only told half an hour later. */
    const move = async (given: Look, there: Set<number>) => {
      for (const [index, becomes] of given.places.entries()) {
        const isThere = there.has(index);
        if (becomes === 'stays' || (becomes === 'goes late' && !isThere)) {
          continue;
        }
        const late = becomes === 'goes late' ? HOUR / 2 : 0;
        await company.see(SERVICES[0], PLACES[index], { gone: isThere, late });
        if (isThere) there.delete(index);
        else there.add(index);
      }
    };

    it('answers what was answered then', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(look, { minLength: 2, maxLength: 3 }),
          async looks => {
            company = new LookedAtCompany(database);
            await company.clear();
            await know(looks[0], { first: true });
            await company.begin();
            for (const service of SERVICES) {
              await company.see(service, { platform: 'helios', cluster: 'eu' });
            }
            const there = new Set([0]);
            await company.pass(HOUR);
            const known = [{ at: company.clock.time, said: await answers() }];
            for (const each of looks.slice(1)) {
              // What is learnt at the very moment is known at that moment.
              company.clock.time += 1;
              await know(each, { first: false });
              await move(each, there);
              await company.pass(HOUR);
              known.push({ at: company.clock.time, said: await answers() });
            }
            await company.pass(HOUR);
            const check = async () => {
              for (const { at, said } of known) {
                expect(
                  await answers(`&at=${new Date(at).toISOString()}`),
                ).toEqual(said);
              }
            };
            await check();
            await rebuild(company);
            await company.projector.settle();
            await check();
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
    });
  });
});
