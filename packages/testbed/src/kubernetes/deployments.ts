import { waitFor } from '../processes/wait';
import { ApiClient, ApiError } from './apiClient';
import {
  deploymentManifest,
  DeploymentOptions,
  DeploymentRef,
} from './deploymentManifest';
import { Deployment, ObjectList, Pod, ReplicaSet } from './objects';

/** What people and pipelines do to Deployments. Those marked *kubectl* run it, as a person would. */
export interface Deployments {
  /** Creates a namespace and waits until pods can be made in it; nothing happens if it is there. */
  ensureNamespace(name: string): Promise<void>;
  /** Creates or changes a Deployment, as a pipeline does (server-side apply). */
  applyDeployment(options: DeploymentOptions): Promise<Deployment>;
  getDeployment(ref: DeploymentRef): Promise<Deployment>;
  /** The Deployment's ReplicaSets, oldest revision first. */
  replicaSetsOf(ref: DeploymentRef): Promise<ReplicaSet[]>;
  /** The pods with the Deployment's `app` label. */
  podsOf(ref: DeploymentRef): Promise<Pod[]>;
  /** Waits until all replicas are updated and available and nothing else is left, as `kubectl rollout status` does. */
  waitForRollout(
    ref: DeploymentRef & { timeoutMs?: number },
  ): Promise<Deployment>;
  /** Waits until the condition Progressing has the reason. */
  waitForProgressing(
    ref: DeploymentRef & {
      reason:
        | 'NewReplicaSetAvailable'
        | 'ProgressDeadlineExceeded'
        | 'ReplicaSetUpdated'
        | 'DeploymentPaused';
      timeoutMs?: number;
    },
  ): Promise<Deployment>;
  /** *kubectl scale* */
  scale(ref: DeploymentRef & { replicas: number }): Promise<void>;
  /** *kubectl rollout undo*, to the revision before or a given one. */
  undo(ref: DeploymentRef & { toRevision?: number }): Promise<void>;
  /** *kubectl rollout restart* */
  restart(ref: DeploymentRef): Promise<void>;
  /** *kubectl rollout pause* */
  pause(ref: DeploymentRef): Promise<void>;
  /** *kubectl rollout resume* */
  resume(ref: DeploymentRef): Promise<void>;
  /** Deletes the Deployment and waits until it, its ReplicaSets and its pods are gone. */
  deleteDeployment(ref: DeploymentRef): Promise<void>;
}

const apps = (namespace: string) => `/apis/apps/v1/namespaces/${namespace}`;

function isRolledOut({ metadata, spec, status }: Deployment): boolean {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  return (
    (status.observedGeneration ?? 0) >= metadata.generation &&
    updatedReplicas === spec.replicas &&
    replicas === updatedReplicas &&
    availableReplicas === updatedReplicas
  );
}

const revisionOf = ({ metadata }: ReplicaSet) =>
  Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

/** Gives the doings on the Deployments of a cluster. */
export function createDeployments(options: {
  api: ApiClient;
  kubectl: (...args: string[]) => Promise<string>;
}): Deployments {
  const { api, kubectl } = options;
  const namespaces = new Set(['default']);

  const getDeployment: Deployments['getDeployment'] = ({
    name,
    namespace = 'default',
  }) => api.json({ path: `${apps(namespace)}/deployments/${name}` });

  const list = async <T>(path: string, name: string) => {
    const selector = encodeURIComponent(`app=${name}`);
    const { items } = await api.json<ObjectList<T>>({
      path: `${path}?labelSelector=${selector}`,
    });
    return items;
  };
  const podsOf: Deployments['podsOf'] = ({ name, namespace = 'default' }) =>
    list<Pod>(`/api/v1/namespaces/${namespace}/pods`, name);
  const replicaSetsOf: Deployments['replicaSetsOf'] = async ({
    name,
    namespace = 'default',
  }) => {
    const sets = await list<ReplicaSet>(`${apps(namespace)}/replicasets`, name);
    return sets.sort((a, b) => revisionOf(a) - revisionOf(b));
  };

  const waitForDeployment = async (wait: {
    ref: DeploymentRef;
    what: string;
    timeoutMs?: number;
    holds: (deployment: Deployment) => boolean;
  }) =>
    waitFor({
      what: `${wait.what} of ${wait.ref.name}`,
      timeoutMs: wait.timeoutMs ?? 30_000,
      look: async () => {
        const deployment = await getDeployment(wait.ref);
        return wait.holds(deployment) ? deployment : undefined;
      },
      describe: async () =>
        JSON.stringify((await getDeployment(wait.ref)).status),
    });

  const rollout = async (
    verb: string,
    { name, namespace = 'default' }: DeploymentRef,
    ...more: string[]
  ) => {
    await kubectl(
      'rollout',
      verb,
      `deployment/${name}`,
      `--namespace=${namespace}`,
      ...more,
    );
  };

  const ensureNamespace = async (name: string) => {
    if (namespaces.has(name)) {
      return;
    }
    const { status, text } = await api.send({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
    if (status !== 201 && status !== 409) {
      throw new Error(`Could not create the namespace ${name}: ${text}`);
    }
    await waitFor({
      what: `the service account of the namespace ${name}`,
      timeoutMs: 20_000,
      look: async () => {
        const path = `/api/v1/namespaces/${name}/serviceaccounts/default`;
        const answer = await api.send({ path });
        return answer.status === 200 ? true : undefined;
      },
    });
    namespaces.add(name);
  };

  return {
    ensureNamespace,
    getDeployment,
    podsOf,
    replicaSetsOf,
    async applyDeployment(wanted) {
      const { name, namespace = 'default' } = wanted;
      await ensureNamespace(namespace);
      return api.json({
        method: 'PATCH',
        path: `${apps(
          namespace,
        )}/deployments/${name}?fieldManager=pipeline&force=true`,
        contentType: 'application/apply-patch+yaml',
        body: deploymentManifest(wanted),
      });
    },
    waitForRollout: ({ timeoutMs, ...ref }) =>
      waitForDeployment({
        ref,
        what: 'the end of the rollout',
        timeoutMs,
        holds: isRolledOut,
      }),
    waitForProgressing: ({ reason, timeoutMs, ...ref }) =>
      waitForDeployment({
        ref,
        what: `the reason ${reason}`,
        timeoutMs,
        holds: ({ metadata, status }) =>
          (status.observedGeneration ?? 0) >= metadata.generation &&
          Boolean(
            status.conditions?.some(
              condition =>
                condition.type === 'Progressing' && condition.reason === reason,
            ),
          ),
      }),
    async scale({ name, namespace = 'default', replicas }) {
      await kubectl(
        'scale',
        `deployment/${name}`,
        `--namespace=${namespace}`,
        `--replicas=${replicas}`,
      );
    },
    undo: ({ toRevision, ...ref }) =>
      rollout(
        'undo',
        ref,
        ...(toRevision === undefined ? [] : [`--to-revision=${toRevision}`]),
      ),
    restart: ref => rollout('restart', ref),
    pause: ref => rollout('pause', ref),
    resume: ref => rollout('resume', ref),
    async deleteDeployment(ref) {
      const { name, namespace = 'default' } = ref;
      const path = `${apps(namespace)}/deployments/${name}`;
      await api.json({
        method: 'DELETE',
        path: `${path}?propagationPolicy=Foreground`,
      });
      await waitFor({
        what: `${name} to be gone`,
        timeoutMs: 30_000,
        look: async () => {
          const answer = await api.send({ path });
          if (answer.status === 200) {
            return undefined;
          }
          if (answer.status !== 404) {
            throw new ApiError({ path }, answer);
          }
          return true;
        },
      });
    },
  };
}
