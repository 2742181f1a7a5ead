import type { LoggerService } from '@backstage/backend-plugin-api';

/**
 * Says nothing.
 *
 * @public
 */
export const quietLogger: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => quietLogger,
};
