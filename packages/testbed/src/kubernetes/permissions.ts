import { waitFor } from '../processes/wait';
import { ApiClient } from './apiClient';

/** The user that tests let read the cluster. */
export const VIEWER = 'viewer';

/** The resources that the viewer may read at first, as `resource.group` or `resource`. */
export const VIEWER_RESOURCES = [
  'namespaces',
  'pods',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'nodes',
  'horizontalpodautoscalers.autoscaling',
] as const;

/** A resource that the viewer's right to read can be taken from. */
export type ViewerResource = (typeof VIEWER_RESOURCES)[number];

/** Changes what the viewer may do. */
export interface Permissions {
  /** Takes away the right to get, list and watch; done when the API server refuses. A watch that is open goes on until it reconnects. */
  forbid(...resources: ViewerResource[]): Promise<void>;
  /** Gives the right back. */
  allow(...resources: ViewerResource[]): Promise<void>;
}

const split = (resource: string) => {
  const [name, group = ''] = resource.split('.');
  return { name, group };
};

/** Sets up the viewer's rights in a fresh cluster. */
export async function createPermissions(api: ApiClient): Promise<Permissions> {
  const allowed = new Set<string>(VIEWER_RESOURCES);
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  const metadata = { name: 'testbed-viewer' };

  const role = () => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata,
    rules: [...allowed].map(split).map(({ name, group }) => ({
      apiGroups: [group],
      resources: [name],
      verbs: ['get', 'list', 'watch'],
    })),
  });

  const mayList = async (resource: string) => {
    const { name, group } = split(resource);
    const review = await api.json<{ status: { allowed: boolean } }>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: VIEWER,
          resourceAttributes: { verb: 'list', resource: name, group },
        },
      },
    });
    return review.status.allowed;
  };

  const apply = async (resources: string[], expected: boolean) => {
    await api.json({
      method: 'PUT',
      path: `${roles}/${metadata.name}`,
      body: role(),
    });
    for (const resource of resources) {
      await waitFor({
        what: `the viewer's right to ${resource} to be ${expected}`,
        timeoutMs: 10_000,
        everyMs: 20,
        look: async () =>
          (await mayList(resource)) === expected ? true : undefined,
      });
    }
  };

  await api.json({ method: 'POST', path: roles, body: role() });
  await api.json({
    method: 'POST',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    body: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: metadata.name,
      },
      subjects: [{ kind: 'User', name: VIEWER }],
    },
  });

  return {
    async forbid(...resources) {
      resources.forEach(resource => allowed.delete(resource));
      await apply(resources, false);
    },
    async allow(...resources) {
      resources.forEach(resource => allowed.add(resource));
      await apply(resources, true);
    },
  };
}
