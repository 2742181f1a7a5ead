import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** A logger that keeps what it is told. */
export function captureLogger(): LoggerService & { lines: string[] } {
  const lines: string[] = [];
  const make = (meta: JsonObject): LoggerService => {
    const write = (level: string) => (message: string, more?: unknown) => {
      lines.push(
        [level, message, JSON.stringify(meta), JSON.stringify(more)].join(' '),
      );
    };
    return {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      child: more => make({ ...meta, ...more }),
    };
  };
  return Object.assign(make({}), { lines });
}
