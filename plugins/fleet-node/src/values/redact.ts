/**
 * The one redactor. Every text that comes from outside (errors of clusters, drivers, libraries) passes it before it is
 * logged, stored or shown. It rather takes too much than too little; names, paths, digests and commits stay readable.
 */

const MASK = '[redacted]';
/** Longer input is cut before the patterns see it, so that no text costs more than a moment. */
const INPUT_LIMIT = 16_384;

const secretWord =
  'passw(?:or)?d|passphrase|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|encryption[-_]?key|credential|authorization|signature|session|cookie';
/**
 * A name that has such a word in it. It is tried only where a name begins: trying within as well would make long texts cost
 * the square of their length.
 */
const secretName = `(?<![\\w.-])(?=[\\w.-]*(?:${secretWord}))([\\w.-]+)`;

/** Each pattern with what takes the place of a match; the order matters. */
const patterns: readonly [RegExp, string][] = [
  // PEM blocks: keys and certificates, also when cut off.
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, MASK],
  // The user information of a URL.
  [/\b([a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/@"'<>]{1,512}@/gi, `$1${MASK}@`],
  // Headers: everything after the name up to the end of the line or quotation.
  [
    /(?<![\w-])((?:proxy-)?authorization|x-(?=[\w-]*(?:token|key|secret))[\w-]+|set-cookie|cookie)(["']?\s{0,8}[:=]\s{0,8}["']?)[^\r\n"']+/gi,
    `$1$2${MASK}`,
  ],
  [/\b(bearer|basic|negotiate)(\s+)[\w.~+/=-]{4,}/gi, `$1$2${MASK}`],
  // JSON web tokens, and the tokens of well-known systems by their prefix.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, MASK],
  [
    /\b(?:gh[opsur]_|github_pat_|glpat-|glptt-|xox[abeoprs]-|sk-|AKIA|ASIA|AIza|ya29\.|npm_|hvs\.)[\w.-]{8,}/g,
    MASK,
  ],
  // `name=value`, `name: value`, `"name":"value"` where the name tells that the value is a secret.
  [
    new RegExp(
      `${secretName}(["']?\\s{0,8}[=:]\\s{0,8})("(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[^\\s"'&,;)}\\]]+)`,
      'gi',
    ),
    `$1$2${MASK}`,
  ],
];

/** Long runs of the base64 alphabets that mix cases and digits: nothing that a person named looks like that. */
const run = /[A-Za-z0-9+/_=-]{32,}/g;

function looksRandom(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

function maskRandom(text: string): string {
  // A path is judged part by part, because only a secret is random between two slashes as well.
  const parts = text.split('/');
  return parts.some(part => part.length >= 24 && looksRandom(part))
    ? MASK
    : text;
}

/**
 * Takes secrets out of a text from outside: PEM blocks, credentials in URLs, authorization headers, tokens, values whose
 * name tells that they are secret, long random text. Control characters become spaces.
 *
 * @returns the text, cut to `limit` characters.
 * @public
 */
export function redact(text: string, options: { limit?: number } = {}): string {
  const { limit = 1_000 } = options;
  let safe = text.slice(0, INPUT_LIMIT);
  for (const [pattern, replacement] of patterns) {
    safe = safe.replace(pattern, replacement);
  }
  safe = safe
    .replace(run, maskRandom)
    // eslint-disable-next-line no-control-regex -- these are what is to go
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim();
  return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}

/** What an error says, with the causes that add something, redacted. @public */
export function redactError(
  error: unknown,
  options: { limit?: number } = {},
): string {
  const messages: string[] = [];
  let current = error;
  // Bounded, because causes may form a ring.
  for (let depth = 0; depth < 5 && current !== undefined; depth += 1) {
    const message =
      current instanceof Error ? current.message || current.name : `${current}`;
    if (!messages.some(known => known.includes(message))) {
      messages.push(message);
    }
    current = current instanceof Error ? current.cause : undefined;
  }
  return redact(messages.join(': '), options);
}
