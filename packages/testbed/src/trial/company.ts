/**
 * What the people of a small company do to their services, made of chance: new versions that go to staging and then to production, some of them bad and
 * rolled back or replaced, hands that scale, restarts, changed settings. Everything is done to a real cluster, and told in plain words.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Deployments } from '../kubernetes/deployments';
import { POD_ANNOTATIONS, PodBehaviour } from '../kubernetes/podStages';
import { Chance } from './chance';
import { letHappen } from './happenings';
import { cpuOf, KUBERNETES_ID, TrialService } from './services';

/** The environments, which are namespaces of the cluster. */
export const ENVIRONMENTS = ['staging', 'production'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** How long a rollout may take before Kubernetes calls it overdue. */
const DEADLINE_SECONDS = 15;

/** How long one is waited for: longer than any takes, on however busy a machine. */
const timeoutMs = 180_000;

const BAD: PodBehaviour[] = ['crash-loop', 'never-ready', 'out-of-memory'];

/** The life of one company. */
export interface CompanyOptions {
  services: TrialService[];
  deployments: Deployments;
  chance: Chance;
  /** Ends it. */
  signal: AbortSignal;
  /** Hears of each thing that is done. */
  tell(sentence: string): void;
  /** Mean pause between two things, in milliseconds. */
  pauseMs: number;
}

interface State extends TrialService {
  minor: number;
  patch: number;
  replicas: number;
  /** A setting that changes now and then. */
  cacheMinutes: number;
  /** How long its pods take to start. */
  startMs: number;
  busy: boolean;
}

const versionOf = ({ minor, patch }: State) => `1.${minor}.${patch}`;

/** Brings every service up in both environments. */
async function settle(options: CompanyOptions, states: State[]) {
  const { deployments, tell } = options;
  tell(
    `${states.length} services move in, in ${ENVIRONMENTS.join(
      ' and ',
    )} each. This takes a moment.`,
  );
  for (const environment of ENVIRONMENTS) {
    await Promise.all(
      states.map(state => apply(deployments, state, environment)),
    );
    await Promise.all(
      states.map(({ name }) =>
        deployments.waitForRollout({
          name,
          namespace: environment,
          timeoutMs,
        }),
      ),
    );
  }
}

async function apply(
  deployments: Deployments,
  state: State,
  environment: Environment,
  behaviour?: PodBehaviour,
) {
  await deployments.applyDeployment({
    name: state.name,
    namespace: environment,
    image: `registry.example.com/${state.team}/${state.name}:${versionOf(
      state,
    )}`,
    replicas: environment === 'production' ? state.replicas : 1,
    labels: { [KUBERNETES_ID]: state.name },
    env: { CACHE_MINUTES: String(state.cacheMinutes) },
    cpu: cpuOf(state),
    progressDeadlineSeconds: DEADLINE_SECONDS,
    podAnnotations: {
      [POD_ANNOTATIONS.readyAfter]: `${state.startMs}ms`,
      ...(behaviour && { [POD_ANNOTATIONS.behaviour]: behaviour }),
    },
  });
}

/** One thing that can happen to a service. Takes as long as it takes. */
type Happening = (
  state: State,
  context: Required<Omit<CompanyOptions, 'services' | 'pauseMs'>>,
) => Promise<void>;

const release: Happening = async (state, { deployments, chance, tell }) => {
  if (chance.between(0, 1) < 0.5) {
    state.patch += 1;
  } else {
    state.minor += 1;
    state.patch = 0;
  }
  const version = versionOf(state);
  for (const environment of ENVIRONMENTS) {
    tell(`${state.name} ${version} goes to ${environment}.`);
    await apply(deployments, state, environment);
    await deployments.waitForRollout({
      name: state.name,
      namespace: environment,
      timeoutMs,
    });
  }
  tell(`${state.name} ${version} is live.`);
};

const badRelease: Happening = async (state, context) => {
  const { deployments, chance, signal, tell } = context;
  const before = { minor: state.minor, patch: state.patch };
  const behaviour = chance.oneOf(BAD);
  const ref = { name: state.name, namespace: 'production' };
  state.minor += 1;
  state.patch = 0;
  const version = versionOf(state);
  tell(
    `${
      state.name
    } ${version} goes to production. It is bad: ${behaviour.replace(
      /-/g,
      ' ',
    )}.`,
  );
  await apply(deployments, state, 'production', behaviour);
  await sleep(chance.between(6_000, 25_000), undefined, { signal });
  if (chance.between(0, 1) < 0.7) {
    tell(`${state.name} ${version} is rolled back.`);
    await deployments.undo(ref);
    Object.assign(state, before);
  } else {
    state.patch += 1;
    tell(`${state.name} ${versionOf(state)} goes to production to mend it.`);
    await apply(deployments, state, 'production');
  }
  await deployments.waitForRollout({ ...ref, timeoutMs });
  tell(`${state.name} is well again.`);
};

const scaleByHand: Happening = async (state, { deployments, chance, tell }) => {
  const others = [1, 2, 3, 4, 5, 6].filter(count => count !== state.replicas);
  const replicas = chance.oneOf(others);
  tell(
    `Somebody scales ${state.name} by hand from ${state.replicas} to ${replicas} in production (no deployment).`,
  );
  state.replicas = replicas;
  const ref = { name: state.name, namespace: 'production' };
  await deployments.scale({ ...ref, replicas });
  await deployments.waitForRollout({ ...ref, timeoutMs });
};

const restart: Happening = async (state, { deployments, tell }) => {
  tell(`${state.name} is restarted in production (no deployment).`);
  const ref = { name: state.name, namespace: 'production' };
  await deployments.restart(ref);
  await deployments.waitForRollout({ ...ref, timeoutMs });
};

const configure: Happening = async (state, { deployments, chance, tell }) => {
  state.cacheMinutes += Math.ceil(chance.between(0, 10));
  tell(
    `${state.name} gets a new setting in production: it caches for ${state.cacheMinutes} minutes.`,
  );
  const ref = { name: state.name, namespace: 'production' };
  await apply(deployments, state, 'production');
  await deployments.waitForRollout({ ...ref, timeoutMs });
};

const HAPPENINGS: { weight: number; value: Happening }[] = [
  { weight: 55, value: release },
  { weight: 17, value: badRelease },
  { weight: 12, value: scaleByHand },
  { weight: 8, value: configure },
  { weight: 8, value: restart },
];

/**
 * Lets the company live until the signal fires. A service has one thing happening to it at a time, different services do not wait for each other.
 *
 * @throws Error when something could not be done
 */
export async function live(options: CompanyOptions): Promise<void> {
  const { services, chance, signal, pauseMs, deployments, tell } = options;
  const context = { deployments, chance, tell };
  const states = services.map(service => ({
    ...service,
    minor: Math.floor(chance.between(0, 30)),
    patch: Math.floor(chance.between(0, 5)),
    replicas: Math.floor(chance.between(2, 5)),
    cacheMinutes: 5,
    startMs: Math.round(chance.between(500, 3_000)),
    busy: false,
  }));
  await settle(options, states);
  tell('From now on something happens every few seconds.');

  await letHappen({
    states,
    chance,
    signal,
    pauseMs,
    happenings: HAPPENINGS.map(({ weight, value }) => ({
      weight,
      value: (state: State, end: AbortSignal) =>
        value(state, { ...context, signal: end }),
    })),
  });
}
