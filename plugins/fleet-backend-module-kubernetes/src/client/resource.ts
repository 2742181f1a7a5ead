/** A kind of object, as the API names it. */
export interface Resource {
  kind: string;
  /** Empty for the core group. */
  group: string;
  version: string;
  /** As in a path, and in a role. */
  plural: string;
}

/** The path of a list of a resource, of one namespace or of all. */
export function listPath(
  { group, version, plural }: Resource,
  namespace?: string,
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const within =
    namespace === undefined
      ? ''
      : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${within}/${plural}`;
}

/** `deployments.apps`, as kubectl writes it. */
export function qualifiedName({ plural, group }: Resource): string {
  return group === '' ? plural : `${plural}.${group}`;
}
