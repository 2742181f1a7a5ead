/** What a registry wants of who it does not let in: the header `WWW-Authenticate` of its answer. Pure. */

/** By which scheme it lets in. */
export type Challenge =
  | { scheme: 'basic' }
  | {
      scheme: 'bearer';
      /** Who gives tokens. */
      realm: string;
      /** For whom they are; null where it does not say. */
      service: string | null;
    };

const LONGEST = 4_096;
const PARAMETER = /([a-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi;

/** Reads the header; null where it names no scheme that we know. Of several schemes a token goes before a password. */
export function readChallenge(header: string): Challenge | null {
  const text = header.slice(0, LONGEST);
  const [, rest] = /(?:^|[\s,])bearer\s+(.*)$/is.exec(text) ?? [];
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of (rest ?? '').matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted ?? bare);
  }
  const realm = parameters.get('realm');
  if (realm) {
    const service = parameters.get('service') ?? null;
    return { scheme: 'bearer', realm, service };
  }
  return /(?:^|[\s,])basic(?:\s|$)/i.test(text) ? { scheme: 'basic' } : null;
}
