import { Chance } from '../chance';
import { CLUSTERS } from '../company/places';

/** How changes come from a branch into what is released. */
export type MergeStyle = 'squash' | 'merge' | 'rebase';

/**
 * What is the matter with what can be told of the deliveries of a service, for somebody to mend.
 *
 * - `unmapped`: it is also deployed to an environment that nobody has mapped;
 * - `without_version`: its pipeline does not say what it deploys;
 * - `own_numbers`: its pipeline counts builds, which nothing else knows;
 * - `rewritten`: some of its commits are gone after a forced push;
 * - `fast_clock`: some of its commits come from a machine whose clock is days ahead.
 */
export type Oddity =
  | 'unmapped'
  | 'without_version'
  | 'own_numbers'
  | 'rewritten'
  | 'fast_clock';

/** How a service is delivered, and what of it somebody tells. */
export interface DeliveryHabits {
  /** Its repository; undefined where none is connected. */
  repository?: {
    /** `owner/name`. */
    slug: string;
    /** Its directory where it shares the repository with others. */
    directory?: string;
    /** Place among those that share the repository, and how many share it. */
    slot: number;
    shares: number;
    style: MergeStyle;
  };
  /** Whether a pipeline tells of its deployments. */
  pipeline: boolean;
  /** Whether releases that went wrong are taken back by the pipeline rather than by hand. */
  rollsBackByPipeline: boolean;
  /** How much longer than usual its people take, as a factor. */
  pace: number;
  /** Whether it has somebody on call whose tool tells. */
  onCall: boolean;
  /** Whether its tickets are told. */
  tickets: boolean;
  oddity?: Oddity;
}

/** The host of the code of the made-up company: a name that nobody can have. */
export const CODE_HOST = 'git.example.com';

/** How the ids of services begin that somebody is on call for. */
export const ON_CALL_PREFIX = 'DEMO-';

/** The team that keeps all of its services in one repository. */
const MONOREPO_TEAM = 'pricing';

/** Services of the guest's team with which something is always the matter. */
const ALWAYS = new Map<string, Partial<DeliveryHabits>>([
  ['cart-api', { pipeline: true, onCall: true }],
  ['checkout-api', { pipeline: true, onCall: true }],
  ['ledger-api', { pipeline: true, onCall: true }],
  ['cart-gateway', { onCall: true }],
  [
    'checkout-sync',
    { repository: undefined, pipeline: false, onCall: false, tickets: false },
  ],
  ['refund-worker', { pipeline: true, oddity: 'unmapped' }],
  ['cart-sync', { pipeline: true, oddity: 'own_numbers' }],
  ['ledger-worker', { pipeline: true, oddity: 'without_version' }],
  ['checkout-worker', { pipeline: true, oddity: 'rewritten' }],
]);
const GUEST_TEAM = 'payments';

/** How many of those with which something may be the matter do have it. */
const ODD = 0.35;

/** More services than one repository has. */
const MOST_SHARES = 64;

/**
 * The habits of a service.
 *
 * @param options.slot - its place among the services of its team.
 */
export function habitsOf(options: {
  seed: string;
  name: string;
  team: { name: string; parent: string | null };
  slot: number;
}): DeliveryHabits {
  const { seed, name, team, slot } = options;
  const chance = new Chance(seed, 'habits', name);
  const ofTeam = new Chance(seed, 'habits of team', team.name);
  const owner = team.parent ?? team.name;
  const style = chance.oneOf<MergeStyle>([
    'squash',
    'squash',
    'squash',
    'merge',
    'rebase',
  ]);
  const isShared = team.name === MONOREPO_TEAM;
  const repository = isShared
    ? {
        slug: `${owner}/${team.name}`,
        directory: `services/${name}`,
        style: 'squash' as const,
        slot: slot % MOST_SHARES,
        shares: MOST_SHARES,
      }
    : { slug: `${owner}/${name}`, style, slot: 0, shares: 1 };
  const isConnected = chance.happens(0.92);
  const drawn = chance.happens(0.08)
    ? chance.oneOf<Oddity>([
        'unmapped',
        'without_version',
        'own_numbers',
        'rewritten',
        'fast_clock',
      ])
    : undefined;
  // A handful in the whole company: what is to be mended is an exception, or nobody would begin.
  const isOdd = new Chance(seed, 'oddity', name).happens(ODD);
  const oddity = isOdd ? drawn : undefined;
  return {
    repository: isConnected || isShared ? repository : undefined,
    pipeline: chance.happens(0.93) && isConnected,
    rollsBackByPipeline: chance.happens(0.7),
    pace: ofTeam.oneOf([0.25, 0.5, 1, 1, 1.5, 3]),
    onCall: chance.happens(0.85),
    tickets: ofTeam.happens(0.6) || team.name === GUEST_TEAM,
    oddity: isConnected && !isShared ? oddity : undefined,
    ...ALWAYS.get(name),
  };
}

/** The clusters whose environment is mapped, and how a pipeline calls it. */
export function environmentOf(
  cluster: string,
): 'production' | 'staging' | undefined {
  if (cluster === CLUSTERS.lab) return undefined;
  return cluster === CLUSTERS.staging ? 'staging' : 'production';
}
