import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { qualifiedName, type Resource } from '../client/resource';

/** Says which right the portal lacks. */
export function missingVerb(options: {
  cluster: string;
  resource: Resource;
  verb: string;
  /** Where it lacks it; everywhere if it is left out. */
  namespace: string | undefined;
}): Problem {
  const { cluster, resource, verb, namespace } = options;
  const where = namespace === undefined ? '' : ` in the namespace ${namespace}`;
  return {
    text: `Cluster ${cluster} does not let the portal ${verb} ${qualifiedName(
      resource,
    )}${where}`,
    fix: `Give the portal's account the verb ${verb} on the resource ${resource.plural} of the API group "${resource.group}"${where}; rbac/landfall-reader.yaml holds all that is needed.`,
  };
}
