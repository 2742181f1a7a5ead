import {
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';

/** A team, below another one where that is named. */
export function teamEntity(name: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: DEFAULT_NAMESPACE },
    spec: { type: 'team', children: [] },
    relations: parent
      ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
      : [],
  };
}

/** A service of a team, which runs on Kubernetes under its name. */
export function serviceEntity(
  name: string,
  team: Entity,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: DEFAULT_NAMESPACE,
      annotations: { 'backstage.io/kubernetes-id': name, ...annotations },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: team.metadata.name,
    },
    relations: [{ type: 'ownedBy', targetRef: stringifyEntityRef(team) }],
  };
}
