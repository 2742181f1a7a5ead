/**
 * What the people of a small company and their pipeline do, made of chance: pull requests that are reviewed and merged, a workflow that deploys them to staging and production of a
 * real cluster, some of which fail and are rolled back, reverted or mended, alerts that fire and are resolved, and what customers notice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostedAlert } from '../alertmanager/startAlertmanager';
import type { GithubRepository, MergeStyle } from '../github/repository';
import type { Deployments } from '../kubernetes/deployments';
import { POD_ANNOTATIONS, type PodBehaviour } from '../kubernetes/podStages';
import type { Chance } from './chance';
import { ENVIRONMENTS } from './company';
import { letHappen, type Happening } from './happenings';
import { IMPROVEMENTS } from './pastOfCode';
import { cpuOf, KUBERNETES_ID, type TrialService } from './services';

/** A service that is delivered. */
export interface DeliveredService extends TrialService {
  repository: GithubRepository;
  style: MergeStyle;
  /** The commit that is live when the trial begins. */
  live: string;
}

/** The life of the company. */
export interface DeliverOptions {
  services: readonly DeliveredService[];
  deployments: Deployments;
  /** Where alerts are posted; without it none fire. */
  alerts?: { post(alerts: PostedAlert[]): Promise<void> };
  chance: Chance;
  /** Ends it. */
  signal: AbortSignal;
  /** Hears of each thing that is done. */
  tell(sentence: string): void;
  /** Before it, everything is the past: from then on webhooks are sent. */
  begin(): Promise<void>;
  /** Mean pause between two things, in milliseconds. */
  pauseMs: number;
  /** How long people take, as a share of what they usually do: 1 by default. */
  pace?: number;
}

interface State extends DeliveredService {
  busy: boolean;
  startMs: number;
}

type Context = Omit<DeliverOptions, 'services' | 'pauseMs' | 'begin'>;

const DEADLINE_SECONDS = 15;
/** Longer than any takes, on however busy a machine. */
const timeoutMs = 180_000;
const BAD: PodBehaviour[] = ['crash-loop', 'never-ready', 'out-of-memory'];

/** Somebody or something takes a while. */
async function pause(
  { chance, signal, pace = 1 }: Context,
  [least, most]: readonly [number, number],
): Promise<void> {
  await sleep(chance.between(least, most) * pace, undefined, { signal });
}

/** The image of a commit: tagged with it, so that it leads back. */
export function imageOf({ team, name }: TrialService, sha: string): string {
  return `registry.example.com/${team}/${name}:${sha.slice(0, 12)}`;
}

async function rollOut(
  state: State,
  { deployments }: Pick<Context, 'deployments'>,
  options: {
    environment: (typeof ENVIRONMENTS)[number];
    sha: string;
    behaviour?: PodBehaviour;
  },
): Promise<void> {
  const { environment, sha, behaviour } = options;
  await deployments.applyDeployment({
    name: state.name,
    namespace: environment,
    image: imageOf(state, sha),
    replicas: environment === 'production' ? 3 : 1,
    labels: { [KUBERNETES_ID]: state.name },
    cpu: cpuOf(state),
    progressDeadlineSeconds: DEADLINE_SECONDS,
    podAnnotations: {
      [POD_ANNOTATIONS.readyAfter]: `${state.startMs}ms`,
      ...(behaviour && { [POD_ANNOTATIONS.behaviour]: behaviour }),
    },
  });
}

/** Writes, reviews and merges. @returns the pull request, and the commit by which it came in */
async function merge(
  state: State,
  context: Context,
  pull: {
    title: string;
    branch: string;
    body?: string;
    labels?: string[];
    message?: string;
  },
): Promise<{ number: number; sha: string }> {
  const { repository, style, name } = state;
  const { tell } = context;
  const begunAt = Date.now();
  await pause(context, [1_000, 4_000]);
  const number = repository.openPull({
    ...pull,
    committedAt: pull.message ? [begunAt] : [begunAt, Date.now()],
    at: Date.now(),
  });
  tell(`${name}: somebody opens pull request #${number}, "${pull.title}".`);
  await pause(context, [2_000, 6_000]);
  repository.review(number, Date.now());
  await pause(context, [1_000, 3_000]);
  const sha = repository.merge(number, { style, at: Date.now() });
  tell(`${name}: #${number} is merged (${style}) as ${sha.slice(0, 12)}.`);
  return { number, sha };
}

/** The workflow deploys a commit, and gives up in production where that is bad. */
async function deploy(
  state: State,
  context: Context,
  options: {
    sha: string;
    environments: readonly (typeof ENVIRONMENTS)[number][];
    behaviour?: PodBehaviour;
  },
): Promise<void> {
  const { deployments, tell } = context;
  const { repository, name } = state;
  const { sha, environments, behaviour } = options;
  const run = repository.startRun(sha, Date.now());
  for (const environment of environments) {
    const id = repository.deploy({
      ...{ sha, environment, at: Date.now() },
      image: imageOf(state, sha),
    });
    repository.setStatus(id, { state: 'in_progress', run, at: Date.now() });
    tell(
      `${name}: the workflow deploys ${sha.slice(0, 12)} to ${environment}.`,
    );
    const isBad = environment === 'production' && behaviour !== undefined;
    await rollOut(state, context, {
      ...{ environment, sha },
      behaviour: isBad ? behaviour : undefined,
    });
    if (isBad) {
      await pause(context, [7_000, 12_000]);
      repository.setStatus(id, { state: 'failure', run, at: Date.now() });
      repository.finishRun(run, { conclusion: 'failure', at: Date.now() });
      return;
    }
    await deployments.waitForRollout({
      ...{ name, namespace: environment, timeoutMs },
    });
    repository.setStatus(id, { state: 'success', run, at: Date.now() });
  }
  repository.finishRun(run, { conclusion: 'success', at: Date.now() });
}

const deliver = async (state: State, context: Context): Promise<void> => {
  const title = context.chance.oneOf(IMPROVEMENTS);
  const branch = `change-${state.repository.pulls.size + 1}`;
  const { sha } = await merge(state, context, { title, branch });
  await deploy(state, context, { sha, environments: ENVIRONMENTS });
  state.live = sha;
  context.tell(`${state.name}: ${sha.slice(0, 12)} is live.`);
};

/** An alert of the service fires in the real Alertmanager until it is over. */
async function alerted(
  state: State,
  { alerts, tell }: Context,
  options: { alertname: string; during: () => Promise<void> },
): Promise<void> {
  const labels = {
    alertname: options.alertname,
    service: state.name,
    severity: 'critical',
  };
  const startsAt = new Date();
  await alerts?.post([{ labels, startsAt }]);
  if (alerts) tell(`${state.name}: the alert ${options.alertname} fires.`);
  await options.during();
  await alerts?.post([{ labels, startsAt, endsAt: new Date() }]);
  if (alerts)
    tell(`${state.name}: the alert ${options.alertname} is resolved.`);
}

const deliverBadly = async (state: State, context: Context): Promise<void> => {
  const { chance, tell } = context;
  const behaviour = chance.oneOf(BAD);
  const before = state.live;
  const title = chance.oneOf(IMPROVEMENTS);
  const branch = `change-${state.repository.pulls.size + 1}`;
  const { number, sha } = await merge(state, context, { title, branch });
  await deploy(state, context, { sha, environments: ENVIRONMENTS, behaviour });
  tell(
    `${state.name}: ${sha.slice(
      0,
      12,
    )} is bad, its pods are ${behaviour.replace(/-/g, ' ')}.`,
  );
  await alerted(state, context, {
    alertname: 'NewPodsFail',
    during: async () => {
      await pause(context, [2_000, 6_000]);
      tell(
        `${state.name}: the workflow takes production back to ${before.slice(
          0,
          12,
        )}.`,
      );
      await deploy(state, context, {
        sha: before,
        environments: ['production'],
      });
    },
  });
  const { sha: reverted } = await merge(state, context, {
    title: `Revert "${title}"`,
    branch: `revert-${number}`,
    body: `Reverts #${number}`,
    message: `Revert "${title}"\n\nThis reverts commit ${sha}.`,
  });
  await deploy(state, context, { sha: reverted, environments: ENVIRONMENTS });
  state.live = reverted;
  tell(`${state.name} is well again.`);
};

/** It seemed to go well until customers told otherwise. */
const hotfix = async (state: State, context: Context): Promise<void> => {
  const { tell } = context;
  const { repository, name } = state;
  const issue = repository.openIssue({
    title: 'Customers tell of errors',
    labels: ['incident'],
    body: `Caused by ${state.live}`,
    at: Date.now(),
  });
  tell(`${name}: somebody opens the incident #${issue}.`);
  await pause(context, [2_000, 6_000]);
  const { sha } = await merge(state, context, {
    title: 'Mend what customers see',
    branch: `hotfix/${issue}`,
    labels: ['hotfix'],
    body: `Fixes #${issue}`,
  });
  await deploy(state, context, { sha, environments: ['production'] });
  state.live = sha;
  repository.closeIssue(issue, Date.now());
  tell(`${name}: the incident #${issue} is over.`);
};

const alarm = async (state: State, context: Context): Promise<void> => {
  const { chance } = context;
  await alerted(state, context, {
    alertname: chance.oneOf(['ManyErrors', 'SlowAnswers', 'QueueGrows']),
    during: () => pause(context, [8_000, 40_000]),
  });
};

const HAPPENINGS = [
  { weight: 62, value: deliver },
  { weight: 16, value: deliverBadly },
  { weight: 10, value: hotfix },
  { weight: 12, value: alarm },
];

/**
 * Lets the company live until the signal fires.
 *
 * @throws Error when something could not be done
 */
export async function deliverAll(options: DeliverOptions): Promise<void> {
  const { services, pauseMs, begin, ...context } = options;
  const { deployments, chance, signal, tell } = context;
  const states = services.map(service => ({
    ...service,
    busy: false,
    startMs: Math.round(chance.between(500, 3_000)),
  }));
  tell(`${states.length} services move in. This takes a moment.`);
  for (const environment of ENVIRONMENTS) {
    await Promise.all(
      states.map(state =>
        rollOut(state, context, { environment, sha: state.live }),
      ),
    );
    await Promise.all(
      states.map(({ name }) =>
        deployments.waitForRollout({ name, namespace: environment, timeoutMs }),
      ),
    );
  }
  await begin();
  tell('From now on somebody delivers something every few seconds.');
  await letHappen({
    states,
    chance,
    signal,
    pauseMs,
    happenings: HAPPENINGS.map(({ weight, value }) => ({
      weight,
      value: ((state, end) =>
        value(state, { ...context, signal: end })) satisfies Happening<State>,
    })),
  });
}
