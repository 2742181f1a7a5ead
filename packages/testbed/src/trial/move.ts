/**
 * How a company moves its services from Helios to Kubernetes, one after the other, on real clusters and told in plain words: each step of a service is one
 * rung of its migration. Not all goes well: one service waits in vain for its pods, one goes back, one is born on the platform that everybody leaves.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Deployments } from '../kubernetes/deployments';
import { POD_ANNOTATIONS, PodBehaviour } from '../kubernetes/podStages';
import { Chance } from './chance';
import { LoadTests } from './loadTests';
import { OnHelios } from './onHelios';
import { KUBERNETES_ID, TrialService } from './services';
import { Traffic } from './traffic';

/** The namespace on Kubernetes. */
export const NAMESPACE = 'production';

/** The move of one company. */
export interface MoveOptions {
  services: TrialService[];
  helios: OnHelios;
  deployments: Deployments;
  /** Left out where nobody counts requests. */
  traffic?: Traffic;
  /** Left out where nobody hears of tests. */
  loadTests?: LoadTests;
  chance: Chance;
  /** Waits for who is to see the first move; by default nobody. */
  untilWatched?(): Promise<void>;
  /** Ends it. */
  signal: AbortSignal;
  /** Hears of each thing that is done. */
  tell(sentence: string): void;
  /** Milliseconds between two steps. */
  pauseMs: number;
}

interface State extends TrialService {
  minor: number;
  perSecond: number;
  /** Where a new version goes; undefined while it is on its way. */
  home: 'helios' | 'kubernetes' | undefined;
}

type Context = Omit<
  MoveOptions,
  'services' | 'untilWatched' | 'signal' | 'pauseMs'
>;

/** One step of one service. */
type Step = (state: State, context: Context) => Promise<void>;

const REPLICAS = 3;

/** Requests per second that every service has to take in a load test. */
export const PEAK_RATE = 100;

// Longer than any takes, on however busy a machine.
const timeoutMs = 180_000;

const imageOf = ({ team, name, minor }: State) =>
  `registry.example.com/${team}/${name}:1.${minor}`;

function send(state: State, { traffic }: Context, kubernetes: number) {
  traffic?.send(state.name, { perSecond: state.perSecond, kubernetes });
}

async function apply(
  state: State,
  { deployments }: Context,
  behaviour: PodBehaviour,
) {
  await deployments.applyDeployment({
    name: state.name,
    namespace: NAMESPACE,
    image: imageOf(state),
    replicas: REPLICAS,
    labels: { [KUBERNETES_ID]: state.name },
    podAnnotations: { [POD_ANNOTATIONS.behaviour]: behaviour },
  });
}

async function runOnKubernetes(state: State, context: Context) {
  await apply(state, context, 'ready');
  await context.deployments.waitForRollout({
    name: state.name,
    namespace: NAMESPACE,
    timeoutMs,
  });
}

const rest: Step = async () => {};

const prepare: Step = async (state, context) => {
  context.tell(
    `${state.name} appears on Kubernetes. Its pods are not ready yet.`,
  );
  state.home = undefined;
  await apply(state, context, 'never-ready');
};

const start: Step = async (state, context) => {
  await runOnKubernetes(state, context);
  context.tell(`${state.name} is ready on Kubernetes, beside Helios.`);
};

const shift: Step = async (state, context) => {
  send(state, context, 0.3);
  await context.helios.shrink(state.name);
  context.tell(
    `${state.name} sends its first customers to Kubernetes, and leaves one host of Helios.`,
  );
};

const shiftAll: Step = async (state, context) => {
  send(state, context, 1);
  await context.helios.stop(state.name);
  context.tell(
    `${state.name} serves everybody from Kubernetes. Its jobs on Helios are stopped, in case it has to go back.`,
  );
};

const proveItself: Step = async (state, context) => {
  const peakRate = Math.max(PEAK_RATE, 2 * state.perSecond);
  await context.loadTests?.report({ service: state.name, peakRate });
  context.tell(
    `${state.name} has passed a load test of ${peakRate} requests per second on Kubernetes, CI reports.`,
  );
};

const leave: Step = async (state, context) => {
  await context.helios.remove(state.name);
  state.home = 'kubernetes';
  context.tell(
    `${state.name} is gone from Helios: no instance, no job, no group.`,
  );
};

const fallBack: Step = async (state, context) => {
  context.tell(`${state.name} is too slow on Kubernetes and goes back.`);
  await context.helios.resume(state.name);
  send(state, context, 0);
  await context.deployments.deleteDeployment({
    name: state.name,
    namespace: NAMESPACE,
  });
  state.home = 'helios';
  context.tell(`${state.name} runs on Helios again, and nowhere else.`);
};

const waitInVain: Step = async (state, { tell }) => {
  tell(`${state.name} is still not ready on Kubernetes. Nobody knows why.`);
};

const beBornOnHelios: Step = async (state, context) => {
  await context.helios.release({ name: state.name, image: imageOf(state) });
  send(state, context, 0);
  state.home = 'helios';
  context.tell(`${state.name} is new, and somebody has put it on Helios.`);
};

const beBornOnKubernetes: Step = async (state, context) => {
  await runOnKubernetes(state, context);
  send(state, context, 1);
  state.home = 'kubernetes';
  context.tell(`${state.name} is new, on Kubernetes as it should be.`);
};

const MOVES = [prepare, start, shift, shiftAll, proveItself, leave];

const GOES_BACK = [prepare, start, shift, shiftAll, rest, fallBack];

const GETS_STUCK = [prepare, rest, rest, waitInVain];

/** What becomes of a service, and after how many steps of the others that begins. */
interface Road {
  after: number;
  steps: Step[];
}

const NEW_ON_HELIOS = 1;
const NEW_ON_KUBERNETES = 2;

/** The last two services are new; of the others, the third goes back and the fifth gets stuck. */
function roadOf(at: number, count: number): Road {
  switch (count - at) {
    case NEW_ON_HELIOS:
      return { after: 5, steps: [beBornOnHelios] };
    case NEW_ON_KUBERNETES:
      return { after: 7, steps: [beBornOnKubernetes] };
    default:
  }
  const unlucky: Record<number, Step[]> = { 2: GOES_BACK, 4: GETS_STUCK };
  return { after: at, steps: unlucky[at] ?? MOVES };
}

const isThereFromTheStart = (at: number, count: number) =>
  count - at > NEW_ON_KUBERNETES;

async function release(state: State, context: Context) {
  state.minor += 1;
  const { home } = state;
  if (home === 'helios') {
    await context.helios.release({ name: state.name, image: imageOf(state) });
  } else {
    await runOnKubernetes(state, context);
  }
  context.tell(
    `${state.name} 1.${state.minor} is live on ${
      home === 'helios' ? 'Helios' : 'Kubernetes'
    }.`,
  );
}

/**
 * Lets the company move until all have done what they do, and then go on with new versions until the signal fires.
 *
 * @throws Error when something could not be done
 */
export async function move(options: MoveOptions): Promise<void> {
  const { services, untilWatched, signal, pauseMs, ...context } = options;
  const { chance, tell, helios, deployments } = context;
  const states = services.map<State>(service => ({
    ...service,
    minor: Math.floor(chance.between(0, 30)),
    perSecond: Math.round(chance.between(5, 200)),
    home: undefined,
  }));
  const pause = () =>
    // Being told to end is how it ends.
    sleep(pauseMs, undefined, { signal }).catch(() => {});

  await deployments.ensureNamespace(NAMESPACE);
  const first = states.filter((_, at) =>
    isThereFromTheStart(at, states.length),
  );
  tell(`${first.length} services run on Helios. This takes a moment.`);
  await Promise.all(
    first.map(async state => {
      await helios.release({ name: state.name, image: imageOf(state) });
      send(state, context, 0);
      state.home = 'helios';
    }),
  );
  await untilWatched?.();
  tell('All run on Helios. Now they move, one after the other.');
  await pause();

  const roads = states.map((state, at) => ({
    state,
    ...roadOf(at, states.length),
  }));
  const last = Math.max(...roads.map(road => road.after + road.steps.length));
  for (let step = 0; !signal.aborted; step += 1) {
    if (step === last) {
      tell('That was the move. New versions go on until Ctrl-C.');
    }
    const due = roads.flatMap(({ state, after, steps }) => {
      const next = step < after ? undefined : steps.at(step - after);
      return next ? [{ state, next }] : [];
    });
    for (const { state, next } of due) {
      if (!signal.aborted) {
        await next(state, context);
      }
    }
    const settled = states.filter(({ home }) => home !== undefined);
    if (settled.length > 0 && !signal.aborted) {
      await release(chance.oneOf(settled), context);
    }
    await pause();
  }
}
