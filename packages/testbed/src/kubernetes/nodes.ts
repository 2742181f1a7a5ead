import { ApiClient } from './apiClient';

/** Creates nodes for kwok to keep alive; each takes a thousand pods. */
export async function createNodes(options: {
  api: ApiClient;
  count: number;
}): Promise<void> {
  const { api, count } = options;
  const size = { cpu: '1000', memory: '1Ti', pods: '1000' };
  const names = Array.from(
    { length: count },
    (_, index) => `node-${index + 1}`,
  );
  await Promise.all(
    names.map(name =>
      api.json({
        method: 'POST',
        path: '/api/v1/nodes',
        body: {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: {
            name,
            labels: {
              'kubernetes.io/hostname': name,
              'kubernetes.io/os': 'linux',
            },
            annotations: { 'kwok.x-k8s.io/node': 'fake' },
          },
          status: { allocatable: size, capacity: size },
        },
      }),
    ),
  );
}
