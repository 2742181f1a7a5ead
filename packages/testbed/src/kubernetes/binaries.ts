/**
 * The programs of a Kubernetes control plane, built from Go modules whose versions and checksums are in the folder `kubernetes`, and kept in the
 * cache folder.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE } from '../paths';
import { cacheFolder, ensureCached, hashOfInputs } from '../processes/cache';
import { withProgress } from '../processes/progress';
import { run } from '../processes/run';

const SOURCES = join(PACKAGE, 'kubernetes');

const KUBERNETES_VERSION = 'v1.36.3';

const CONTROL_PLANE = [
  'k8s.io/kubernetes/cmd/kube-apiserver',
  'k8s.io/kubernetes/cmd/kube-controller-manager',
  'k8s.io/kubernetes/cmd/kube-scheduler',
  'k8s.io/kubernetes/cmd/kubectl',
  './etcd',
  './certificates',
];

// Without a version the server calls itself v0.0.0, and clients misbehave.
const LINKER_FLAGS = [
  '-s -w',
  `-X k8s.io/component-base/version.gitVersion=${KUBERNETES_VERSION}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=36',
].join(' ');

const BUILD = [
  { folder: '.', packages: CONTROL_PLANE },
  { folder: 'kwok', packages: ['sigs.k8s.io/kwok/cmd/kwok'] },
];

// Stages that kwok ships; those of pods that become ready or fail are ours, in the folder `kubernetes/stages`.
const KWOK_STAGES = [
  'kustomize/stage/node/fast/node-initialize.yaml',
  'kustomize/stage/node/heartbeat/node-heartbeat.yaml',
];

/** Names the folder of finished programs, and so skips looking for Go. */
export const BINARIES_VARIABLE = 'LANDFALL_TESTBED_KUBERNETES';

/** Says why there are no Kubernetes servers here, and what to install. */
export class NoKubernetesError extends Error {
  name = 'NoKubernetesError';
}

/** What building wants to know. */
export interface BuildOptions {
  /** Gets a line for people now and then. */
  onProgress?: (line: string) => void;
  /** Gives up when it fires. */
  signal?: AbortSignal;
}

async function goVersion(): Promise<string> {
  try {
    const { stdout } = await run({
      command: 'go',
      args: ['version'],
      cwd: SOURCES,
    });
    return stdout.trim();
  } catch (cause) {
    throw new NoKubernetesError(
      'The Kubernetes servers are built from source: install Go 1.26 or later (https://go.dev/dl)',
      { cause },
    );
  }
}

async function build(unfinished: string, { onProgress, signal }: BuildOptions) {
  const env = { ...process.env, CGO_ENABLED: '0' };
  onProgress?.('Kubernetes is built once and kept; this takes minutes');
  for (const { folder, packages } of BUILD) {
    const names = packages.map(name => name.split('/').pop()).join(', ');
    await withProgress(
      {
        what: `building ${names} from source`,
        onProgress,
      },
      () =>
        run({
          command: 'go',
          args: [
            'build',
            '-mod=readonly',
            '-buildvcs=false',
            '-trimpath',
            '-ldflags',
            LINKER_FLAGS,
            '-o',
            `${unfinished}/`,
            ...packages,
          ],
          cwd: join(SOURCES, folder),
          env,
          signal,
        }),
    );
  }
  const { stdout } = await run({
    command: 'go',
    args: ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'],
    cwd: join(SOURCES, 'kwok'),
    env,
  });
  await mkdir(join(unfinished, 'stages'));
  for (const stage of KWOK_STAGES) {
    const name = stage.split('/').pop() ?? stage;
    await copyFile(
      join(stdout.trim(), stage),
      join(unfinished, 'stages', name),
    );
  }
}

/**
 * Gives the folder with the programs, if they are built already.
 *
 * @throws NoKubernetesError when Go is missing
 */
export async function findKubernetesBinaries(): Promise<{
  folder: string;
  built: boolean;
}> {
  const given = process.env[BINARIES_VARIABLE];
  if (given) {
    if (!existsSync(join(given, 'kube-apiserver'))) {
      throw new NoKubernetesError(
        `${BINARIES_VARIABLE} names ${given}, which holds no kube-apiserver`,
      );
    }
    return { folder: given, built: true };
  }
  const hash = await hashOfInputs({
    folder: SOURCES,
    files: /\.(go|mod|sum)$/,
    others: [await goVersion(), LINKER_FLAGS, BUILD, KWOK_STAGES],
  });
  const folder = join(cacheFolder(), `kubernetes-${hash}`);
  return { folder, built: existsSync(folder) };
}

/**
 * Gives the folder with the programs, after building them if need be: some seven minutes from nothing on two cores, seconds from Go's own cache.
 *
 * @throws NoKubernetesError when Go is missing; Error with Go's words when it cannot build
 */
export async function ensureKubernetesBinaries(
  options: BuildOptions = {},
): Promise<string> {
  const { folder, built } = await findKubernetesBinaries();
  if (!built) {
    await ensureCached(folder, unfinished => build(unfinished, options));
  }
  return folder;
}
