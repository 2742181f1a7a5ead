import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** A logger that writes lines of text somewhere. */
export function lineLogger(
  say: (line: string) => void,
  meta: JsonObject = {},
): LoggerService {
  const write = (level: string) => (message: string, more?: unknown) =>
    say([level, message, JSON.stringify(meta), JSON.stringify(more)].join(' '));
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    child: more => lineLogger(say, { ...meta, ...more }),
  };
}

/** A logger that keeps what it is told. */
export function captureLogger(): LoggerService & { lines: string[] } {
  const lines: string[] = [];
  return Object.assign(
    lineLogger(line => lines.push(line)),
    { lines },
  );
}
