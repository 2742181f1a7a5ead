/** Names a Deployment. */
export interface DeploymentRef {
  /** `default` by default. */
  namespace?: string;
  name: string;
}

/** A Deployment that tests ask for. */
export interface DeploymentOptions extends DeploymentRef {
  /** Image of the container `main`; a word in it can choose how its pods behave (see `podStages`). */
  image: string;
  /** 1 by default. */
  replicas?: number;
  /** Labels of the Deployment. */
  labels?: Record<string, string>;
  /** Annotations of the Deployment. */
  annotations?: Record<string, string>;
  /** Labels of the pods, besides `app`. */
  podLabels?: Record<string, string>;
  /** Annotations of the pods, which can choose how they behave (see `POD_ANNOTATIONS`). */
  podAnnotations?: Record<string, string>;
  env?: Record<string, string>;
  /** What the container `main` asks for of processors, such as `250m`; nothing by default. */
  cpu?: string;
  /** Images of further containers by container name. */
  sidecars?: Record<string, string>;
  progressDeadlineSeconds?: number;
  revisionHistoryLimit?: number;
  minReadySeconds?: number;
  maxSurge?: number | string;
  maxUnavailable?: number | string;
  paused?: boolean;
}

/** The object to apply. What is not said stays out of it, so that server-side apply leaves it alone. */
export function deploymentManifest(options: DeploymentOptions): object {
  const { name, namespace = 'default', image, sidecars = {} } = options;
  const app = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      labels: { ...app, ...options.labels },
      annotations: options.annotations,
    },
    spec: {
      replicas: options.replicas ?? 1,
      paused: options.paused,
      minReadySeconds: options.minReadySeconds,
      progressDeadlineSeconds: options.progressDeadlineSeconds,
      revisionHistoryLimit: options.revisionHistoryLimit,
      selector: { matchLabels: app },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: {
          maxSurge: options.maxSurge ?? '25%',
          maxUnavailable: options.maxUnavailable ?? '25%',
        },
      },
      template: {
        metadata: {
          labels: { ...app, ...options.podLabels },
          annotations: options.podAnnotations,
        },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'main',
              image,
              env: Object.entries(options.env ?? {}).map(([key, value]) => ({
                name: key,
                value,
              })),
              resources: options.cpu && { requests: { cpu: options.cpu } },
            },
            ...Object.entries(sidecars).map(([key, value]) => ({
              name: key,
              image: value,
            })),
          ],
        },
      },
    },
  };
}
