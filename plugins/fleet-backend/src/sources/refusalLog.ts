import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Refusal } from '../ledger/types';
import type { ScopeKey } from './tables';

const REMEMBERED = 10_000;

/** Says once in the log what was refused, however often a source reports it: identifiers and paths, no values. */
export class RefusalLog {
  private readonly known = new Set<string>();

  log(
    { source, scope }: ScopeKey,
    refusals: readonly Refusal[],
    logger: LoggerService,
  ): void {
    const fresh = refusals.filter(({ kind, key, reason, paths }) => {
      const id = JSON.stringify([source, scope, kind, key, reason, paths]);
      if (this.known.has(id)) return false;
      // Bounded: after that many it may say something twice.
      if (this.known.size >= REMEMBERED) this.known.clear();
      this.known.add(id);
      return true;
    });
    if (fresh.length === 0) return;
    const examples = fresh
      .slice(0, 5)
      .map(
        ({ kind, key, reason, paths }) =>
          `${kind ?? 'unknown kind'} '${key ?? ''}' ${reason} (${paths.join(
            ', ',
          )})`,
      );
    logger.warn(
      `Refused ${
        fresh.length
      } observations and kept them aside, such as: ${examples.join('; ')}`,
    );
  }
}
