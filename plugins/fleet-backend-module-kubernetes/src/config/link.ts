const PLACEHOLDER = /\{([^{}]*)\}/g;
const KNOWN = ['cluster', 'namespace', 'kind', 'name', 'uid'];

/** What a link is made of. */
export interface LinkParts {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  uid: string;
}

/** Fills a template's placeholders, percent-encoded. */
export function fillLink(template: string, parts: LinkParts): string {
  const values: Record<string, string> = { ...parts };
  return template.replace(PLACEHOLDER, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
}

/** Says what is wrong with a template; undefined if nothing is. */
export function linkTrouble(template: string): string | undefined {
  for (const [, name] of template.matchAll(PLACEHOLDER)) {
    if (!KNOWN.includes(name)) {
      return `{${name}} is not one of ${KNOWN.map(known => `{${known}}`).join(
        ', ',
      )}`;
    }
  }
  const sample = fillLink(template, {
    cluster: 'x',
    namespace: 'x',
    kind: 'x',
    name: 'x',
    uid: 'x',
  });
  if (!URL.canParse(sample) || !/^https?:$/.test(new URL(sample).protocol)) {
    return 'it is not an http or https URL';
  }
  return undefined;
}
