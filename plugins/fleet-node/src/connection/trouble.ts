const TLS_CODES =
  /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|EPROTO/;

/**
 * Why there is no answer. `untrusted`: the certificate is not trusted. `timeout`: not in time. `unreachable`: no connection, or one that broke.
 *
 * @public
 */
export type ConnectionTrouble = 'untrusted' | 'timeout' | 'unreachable';

/**
 * Tells what kind of trouble an error of the transport is, and by which code people find it.
 *
 * @public
 */
export function connectionTrouble(error: unknown): {
  kind: ConnectionTrouble;
  code: string;
} {
  const code = errorCode(error);
  if (TLS_CODES.test(code)) return { kind: 'untrusted', code };
  if (/TIMEOUT|ETIMEDOUT|TimeoutError/i.test(code)) {
    return { kind: 'timeout', code };
  }
  return { kind: 'unreachable', code };
}

/**
 * The most telling code in a chain of errors. Errors of the runtime need not be instances of our `Error`, so only their fields are looked at.
 *
 * @public
 */
export function errorCode(error: unknown): string {
  let current = fields(error);
  let name = '';
  for (let depth = 0; depth < 5 && current; depth++) {
    if (typeof current.code === 'string') return current.code;
    if (typeof current.name === 'string' && current.name !== 'Error') {
      name ||= current.name;
    } else if (typeof current.message === 'string') {
      name ||= current.message;
    }
    const [first] = Array.isArray(current.errors) ? current.errors : [];
    current = fields(first ?? current.cause);
  }
  return name || 'no reason given';
}

function fields(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : undefined;
}
