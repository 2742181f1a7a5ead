import { Chance } from '../chance';
import { habitsOf } from '../delivery/habits';
import { AREAS, LONG_SUFFIX, ROLES } from './names';
import { placeService, strayWorkloads } from './places';
import type {
  Company,
  CompanyOptions,
  DemoService,
  DemoTeam,
  Rhythm,
} from './types';

/** How many services of a hundred have which rhythm. */
const RHYTHMS: readonly { share: number; rhythm: Rhythm }[] = [
  { share: 1, rhythm: 'continuous' },
  { share: 13, rhythm: 'daily' },
  { share: 44, rhythm: 'weekly' },
  { share: 32, rhythm: 'monthly' },
  { share: 10, rhythm: 'dormant' },
];

/** Services of the guest's team that always have something to tell. */
const TALKATIVE = new Map<string, Pick<DemoService, 'rhythm' | 'failRate'>>([
  ['cart-api', { rhythm: 'continuous', failRate: 0.06 }],
  ['checkout-api', { rhythm: 'daily', failRate: 0.18 }],
]);

/** One service of this many is in the catalog only: no source sees it. */
const UNSEEN_EVERY = 40;

/**
 * The made-up company: who is there and what runs where. A pure function of its options; more services leave the first ones
 * as they are.
 */
export function createCompany(options: CompanyOptions): Company {
  const teams = createTeams(options);
  const services = createServices(options, teams);
  return {
    teams,
    services,
    workloads: [
      ...services.flatMap(service => placeService(options.seed, service)),
      ...strayWorkloads(options.seed),
    ],
  };
}

function createTeams({ teams: wanted }: CompanyOptions): DemoTeam[] {
  const teams: DemoTeam[] = [];
  for (let round = 0; teams.length < wanted; round += 1) {
    const suffix = round === 0 ? '' : `-${round + 1}`;
    const titleSuffix = round === 0 ? '' : ` ${round + 1}`;
    for (const area of AREAS) {
      const parent = `${area.name}${suffix}`;
      teams.push({
        name: parent,
        title: `${area.title}${titleSuffix}`,
        parent: null,
        things: [],
      });
      for (const team of area.teams) {
        teams.push({
          name: `${team.name}${suffix}`,
          title: `${team.title}${titleSuffix}`,
          parent,
          things: team.things.map(thing => `${thing}${suffix}`),
        });
      }
    }
  }
  return teams.slice(0, wanted);
}

function createServices(
  { seed, services: wanted }: CompanyOptions,
  teams: readonly DemoTeam[],
): DemoService[] {
  const owners = teams.filter(team => team.things.length > 0);
  // Every thing of every team with the first role, then with the second, …: teams with more things have more services.
  const names = ROLES.flatMap(role =>
    owners.flatMap(team => team.things.map(thing => ({ role, team, thing }))),
  );
  if (owners.length === 0) return [];
  const slots = new Map<string, number>();
  return Array.from({ length: wanted }, (_, index) => {
    const { role, team, thing } = names[index % names.length];
    const round = Math.floor(index / names.length);
    const short = `${thing}-${role.name}${round === 0 ? '' : `-${round + 1}`}`;
    const chance = new Chance(seed, 'service', short);
    const long = chance.happens(0.015) && `${short}-${LONG_SUFFIX}`;
    const name = long && long.length <= 63 ? long : short;
    const slot = slots.get(team.name) ?? 0;
    slots.set(team.name, slot + 1);
    const seen = index % UNSEEN_EVERY !== UNSEEN_EVERY - 1;
    return {
      name,
      title: name,
      description: `${role.description} ${thing.replace(/-/g, ' ')}.`,
      team: team.name,
      system: thing,
      rhythm: drawRhythm(chance),
      // Most releases go well; a few services have a habit of not doing so.
      failRate: chance.happens(0.12) ? 0.18 : 0.03,
      // Some teams sit in Europe, some in America.
      officeHours: new Chance(seed, 'office', team.name).happens(0.6)
        ? { fromMinute: 7 * 60, toMinute: 16 * 60 }
        : { fromMinute: 13 * 60, toMinute: 22 * 60 },
      seen,
      serves: role.serves,
      habits: {
        ...habitsOf({ seed, name, team, slot }),
        ...(!seen && {
          repository: undefined,
          pipeline: false,
          onCall: false,
          tickets: false,
        }),
      },
      ...TALKATIVE.get(name),
    };
  });
}

function drawRhythm(chance: Chance): Rhythm {
  let left = chance.next() * 100;
  for (const { share, rhythm } of RHYTHMS) {
    left -= share;
    if (left < 0) return rhythm;
  }
  return 'dormant';
}
