import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Look, PollScope, Source, SourceContext } from '../source';
import type { MemoryLedger } from './memoryLedger';
import { quietLogger } from './quietLogger';

/** A look that ends as if the portal had been killed. */
class Killed extends Error {}

/**
 * How {@link lookOnce} looks.
 *
 * @public
 */
export interface LookOptions {
  /** Which scope of the source; the first by default. */
  scope?: string;
  /** Quiet by default. */
  logger?: LoggerService;
  /** Ends the look. */
  signal?: AbortSignal;
}

/**
 * Looks once at a scope of a source, as the runner does.
 *
 * @public
 */
export async function lookOnce(
  source: Pick<Source, 'scopes'>,
  ledger: MemoryLedger,
  options: LookOptions = {},
): Promise<Look> {
  return pollOf(source, options.scope).run(contextOf(ledger, options));
}

/**
 * Looks once, and is killed as a process is when it reports more often than it may.
 *
 * @returns whether it was killed
 * @public
 */
export async function lookAndDie(
  source: Pick<Source, 'scopes'>,
  ledger: MemoryLedger,
  options: LookOptions & {
    /** So many times it may report. */
    reports: number;
  },
): Promise<boolean> {
  const context = contextOf(ledger, options);
  let left = options.reports;
  const report: SourceContext['report'] = async (observations, given) => {
    left -= 1;
    if (left < 0) throw new Killed('The portal is killed');
    await context.report(observations, given);
  };
  try {
    await pollOf(source, options.scope).run({
      ...context,
      cursor: ledger.cursor,
      report,
    });
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

function contextOf(
  ledger: MemoryLedger,
  { logger = quietLogger, signal = new AbortController().signal }: LookOptions,
): SourceContext {
  return ledger.context({ logger, signal });
}

function pollOf(
  { scopes }: Pick<Source, 'scopes'>,
  name: string | undefined,
): PollScope {
  const scope =
    name === undefined ? scopes[0] : scopes.find(one => one.scope === name);
  if (scope?.mode !== 'poll') {
    throw new Error(`The source has no poll ${name ?? ''}`);
  }
  return scope;
}
