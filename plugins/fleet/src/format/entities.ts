/** The parts of a full entity reference, `kind:namespace/name`. */
export interface EntityRefParts {
  kind: string;
  namespace: string;
  name: string;
}

/** @throws TypeError when it is no full reference; the contract gives only full ones. */
export function splitRef(ref: string): EntityRefParts {
  const match = /^([^:]+):([^/]+)\/(.+)$/.exec(ref);
  if (!match) throw new TypeError(`Not a full entity reference: ${ref}`);
  const [, kind, namespace, name] = match;
  return { kind, namespace, name };
}

/** Joins parts into a full entity reference in lower case. */
export function joinRef({ kind, namespace, name }: EntityRefParts): string {
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}

/** The name alone, for people. */
export function refName(ref: string): string {
  return splitRef(ref).name;
}

/** Whether a text is a full entity reference. */
export function isRef(text: string): boolean {
  return /^[^:]+:[^/]+\/.+$/.test(text);
}

/** The name in a reference, for people; a text that is none, as it is. */
export function shortName(text: string): string {
  return isRef(text) ? refName(text) : text;
}
