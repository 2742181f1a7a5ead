const TLS_CODES =
  /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO/;

/**
 * Why there is no answer. `untrusted`: the certificate is not trusted. `timeout`: not in time. `unreachable`: no connection, or one that broke.
 *
 * @public
 */
export type ConnectionTrouble = 'untrusted' | 'timeout' | 'unreachable';

/**
 * Tells what kind of trouble an error of the transport is, by which code people find it, and what it says.
 *
 * @public
 */
export function connectionTrouble(error: unknown): {
  kind: ConnectionTrouble;
  code: string;
  /** Its words, without the runtime's advice, which is for whoever starts it and not for whoever configures a source. */
  words: string;
} {
  const { code, words } = tellingOf(error);
  return { kind: kindOf(code), code, words };
}

function kindOf(code: string): ConnectionTrouble {
  if (TLS_CODES.test(code)) return 'untrusted';
  return /TIMEOUT|ETIMEDOUT|TimeoutError/i.test(code)
    ? 'timeout'
    : 'unreachable';
}

/**
 * The most telling code in a chain of errors. Errors of the runtime need not be instances of our `Error`, so only their fields are looked at.
 *
 * @public
 */
export function errorCode(error: unknown): string {
  return tellingOf(error).code;
}

function tellingOf(error: unknown): { code: string; words: string } {
  let current = fields(error);
  let name = '';
  for (let depth = 0; depth < 5 && current; depth++) {
    if (typeof current.code === 'string') {
      return { code: current.code, words: wordsOf(current.message) };
    }
    if (typeof current.name === 'string' && current.name !== 'Error') {
      name ||= current.name;
    } else if (typeof current.message === 'string') {
      name ||= current.message;
    }
    const [first] = Array.isArray(current.errors) ? current.errors : [];
    current = fields(first ?? current.cause);
  }
  return { code: name || 'no reason given', words: '' };
}

function wordsOf(message: unknown): string {
  return typeof message === 'string'
    ? message.replace(/;[^;]*--use-system-ca.*$/s, '')
    : '';
}

function fields(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}
