/**
 * How pods behave in the test cluster: Stages for kwok, which stands in for the kubelets. Nothing runs in these pods, they only say that it does.
 *
 * What kwok's own stages leave out and ours add: image ids, crash loops with a rising restart count, kills for memory, images that cannot be pulled,
 * pods that never become ready or take their time. A pod whose behaviour annotation is changed changes its behaviour.
 */

/** How a pod behaves. */
export type PodBehaviour =
  /** Runs and is ready, after `landfall.test/ready-after` (such as `2s`; at once by default). */
  | 'ready'
  /** Runs, and never passes its readiness probe. */
  | 'never-ready'
  /** Ends with exit code 1, again and again, with a pause that doubles each time unless `landfall.test/restart-every` sets it. */
  | 'crash-loop'
  /** As `crash-loop`, killed for its memory with exit code 137. */
  | 'out-of-memory'
  /** Its image cannot be pulled. */
  | 'image-missing';

/** The pod annotations that the stages read. */
export const POD_ANNOTATIONS = {
  /** A {@link PodBehaviour}. Without it a word in an image decides: `never-ready`, `out-of-memory`, `image-missing`, `crash`. */
  behaviour: 'landfall.test/behaviour',
  /** How long a pod runs before it is ready, as `500ms` or `2s`. */
  readyAfter: 'landfall.test/ready-after',
  /** The pause between two crashes, as `500ms` or `2s`. */
  restartEvery: 'landfall.test/restart-every',
  /** What the image of the first container resolves to (`sha256:…`), instead of a digest of its reference. */
  digest: 'landfall.test/digest',
} as const;

const BEHAVIOUR = `.metadata.annotations["${POD_ANNOTATIONS.behaviour}"] // (
  [.spec.containers[].image] | join(" ") |
  if test("never-ready") then "never-ready"
  elif test("out-of-memory") then "out-of-memory"
  elif test("image-missing") then "image-missing"
  elif test("crash") then "crash-loop"
  else "ready" end)`;
const WAITING = '.status.containerStatuses[]?.state.waiting.reason // empty';
const READY =
  '.status.conditions[]? | select(.type == "Ready") | "\\(.status) \\(.reason // "")"';

interface Requirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
}

interface Stage {
  name: string;
  when: Requirement[];
  /** A jq expression that gives a duration. */
  delay?: string;
  delete?: boolean;
  status?: string;
}

const ALIVE: Requirement[] = [
  { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
  { key: '.spec.nodeName', operator: 'Exists' },
  { key: '.status.phase', operator: 'In', values: ['Pending', 'Running'] },
];

const behaves = (...values: PodBehaviour[]): Requirement => ({
  key: BEHAVIOUR,
  operator: 'In',
  values,
});

// A digest in the reference is the digest; a tag resolves to a digest of the reference unless the annotation says otherwise.
const IMAGE_ID = `
  {{ $reference := regexReplaceAll "@.*$" $container.image "" }}
  {{ $repository := regexReplaceAll ":[^:/]+$" $reference "" }}
  {{ $digest := printf "sha256:%s" (sha256sum $container.image) }}
  {{ $said := get (default (dict) $.metadata.annotations) "${POD_ANNOTATIONS.digest}" }}
  {{ if contains "@" $container.image }}
  {{ $digest = regexReplaceAll "^.*@" $container.image "" }}
  {{ else if and $said (eq $index 0) }}
  {{ $digest = $said }}
  {{ end }}
  imageID: {{ printf "%s@%s" $repository $digest | Quote }}`;

interface ContainersOptions {
  phase: 'Pending' | 'Running';
  ready: boolean;
  /** YAML of the fields that tell the container's state; may use $now and $restarts. */
  state: string;
  /** Adds one to the restart count. */
  restarted?: boolean;
  /** Leaves the image id empty, as nothing was pulled. */
  unpulled?: boolean;
}

function statusOf(options: ContainersOptions): string {
  const { phase, ready, state, restarted, unpulled } = options;
  const word = ready ? 'True' : 'False';
  const reason = ready ? '' : 'ContainersNotReady';
  return `
{{ $now := Now }}
{{ $seen := default (list) .status.containerStatuses }}
phase: ${phase}
startTime: {{ default $now .status.startTime | Quote }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
{{ if not .status.podIP }}
podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
{{ end }}
conditions:
- { type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }} }
- { type: ContainersReady, status: "${word}", reason: "${reason}", lastTransitionTime: {{ $now | Quote }} }
- { type: Ready, status: "${word}", reason: "${reason}", lastTransitionTime: {{ $now | Quote }} }
containerStatuses:
{{ range $index, $container := .spec.containers }}
{{ $restarts := 0 }}
{{ if lt $index (len $seen) }}
{{ $restarts = (index $seen $index).restartCount | int }}
{{ end }}
${restarted ? '{{ $restarts = add1 $restarts }}' : ''}
- name: {{ $container.name | Quote }}
  image: {{ $container.image | Quote }}
  ${unpulled ? 'imageID: ""' : IMAGE_ID}
  ready: ${ready}
  started: ${phase === 'Running' && ready}
  restartCount: {{ $restarts }}
  ${state}
{{ end }}
`;
}

const RUNNING = 'state: { running: { startedAt: {{ $now | Quote }} } }';

const crashed = (exitCode: number, reason: string) => `
  state: { waiting: { reason: CrashLoopBackOff, message: back-off restarting failed container } }
  lastState: { terminated: { exitCode: ${exitCode}, reason: ${reason}, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} } }`;

const PAUSE = `.metadata.annotations["${POD_ANNOTATIONS.restartEvery}"] // (
  [.status.containerStatuses[0].restartCount // 0, 8] | min | pow(2; .) | floor | "\\(.)s")`;

function crashStages(
  behaviour: PodBehaviour,
  exitCode: number,
  reason: string,
): Stage[] {
  const status = statusOf({
    phase: 'Running',
    ready: false,
    restarted: true,
    state: crashed(exitCode, reason),
  });
  const looping = (operator: 'In' | 'NotIn'): Requirement => ({
    key: WAITING,
    operator,
    values: ['CrashLoopBackOff'],
  });
  const when = [...ALIVE, behaves(behaviour)];
  return [
    { name: `pod-${behaviour}`, when: [...when, looping('NotIn')], status },
    {
      name: `pod-${behaviour}-again`,
      when: [...when, looping('In')],
      delay: PAUSE,
      status,
    },
  ];
}

const READY_AFTER = `.metadata.annotations["${POD_ANNOTATIONS.readyAfter}"]`;

const STAGES: Stage[] = [
  {
    name: 'pod-starting',
    when: [
      ...ALIVE,
      behaves('ready'),
      { key: READY_AFTER, operator: 'Exists' },
      { key: '.status.phase', operator: 'In', values: ['Pending'] },
    ],
    status: statusOf({ phase: 'Running', ready: false, state: RUNNING }),
  },
  {
    name: 'pod-started',
    when: [
      ...ALIVE,
      behaves('ready'),
      { key: READY_AFTER, operator: 'Exists' },
      { key: '.status.phase', operator: 'In', values: ['Running'] },
      { key: READY, operator: 'NotIn', values: ['True '] },
    ],
    delay: READY_AFTER,
    status: statusOf({ phase: 'Running', ready: true, state: RUNNING }),
  },
  {
    name: 'pod-ready',
    when: [
      ...ALIVE,
      behaves('ready'),
      { key: READY_AFTER, operator: 'DoesNotExist' },
      { key: READY, operator: 'NotIn', values: ['True '] },
    ],
    status: statusOf({ phase: 'Running', ready: true, state: RUNNING }),
  },
  {
    name: 'pod-never-ready',
    when: [
      ...ALIVE,
      behaves('never-ready'),
      { key: READY, operator: 'NotIn', values: ['False ContainersNotReady'] },
    ],
    status: statusOf({ phase: 'Running', ready: false, state: RUNNING }),
  },
  ...crashStages('crash-loop', 1, 'Error'),
  ...crashStages('out-of-memory', 137, 'OOMKilled'),
  {
    name: 'pod-image-missing',
    when: [
      ...ALIVE,
      behaves('image-missing'),
      { key: WAITING, operator: 'NotIn', values: ['ImagePullBackOff'] },
    ],
    status: statusOf({
      phase: 'Pending',
      ready: false,
      unpulled: true,
      state:
        'state: { waiting: { reason: ImagePullBackOff, message: back-off pulling image } }',
    }),
  },
  {
    name: 'pod-deleted',
    when: [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }],
    delete: true,
  },
];

/** The stages as kwok reads them from a file: one document each. */
export function podStages(): string {
  return STAGES.map(({ name, when, delay, delete: remove, status }) =>
    JSON.stringify({
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'Stage',
      metadata: { name },
      spec: {
        resourceRef: { apiGroup: 'v1', kind: 'Pod' },
        selector: { matchExpressions: when },
        delay: delay && {
          durationMilliseconds: 0,
          durationFrom: { expressionFrom: delay },
        },
        next: remove ? { delete: true } : { statusTemplate: status },
      },
    }),
  ).join('\n---\n');
}
