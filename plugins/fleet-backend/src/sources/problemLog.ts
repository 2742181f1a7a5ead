import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { redactProblems } from './errors';
import type { ScopeKey } from './tables';

/**
 * Says in the log what a look that went well otherwise could not see, such as a kind that the role does not allow: once when it begins and once
 * when it is over, however often the source tells it.
 */
export class ProblemLog {
  private readonly known = new Map<string, Map<string, string>>();

  log(
    key: ScopeKey,
    problems: readonly Problem[],
    logger: LoggerService,
  ): void {
    const place = JSON.stringify([key.source, key.scope]);
    const before = this.known.get(place) ?? new Map<string, string>();
    const now = new Map(
      redactProblems(problems).map(problem => [kindOf(problem), problem]),
    );
    for (const [kind, { text, fix }] of now) {
      if (!before.has(kind)) logger.warn(joined(text, fix));
    }
    for (const [kind, text] of before) {
      if (!now.has(kind)) logger.info(`No longer so: ${text}`);
    }
    this.known.set(
      place,
      new Map([...now].map(([kind, { text }]) => [kind, text])),
    );
  }
}

/** Counts and spans in it change from look to look: it is still the same problem. */
function kindOf({ text }: Problem): string {
  return text.replace(/\d+(\.\d+)?/g, '#');
}

function joined(text: string, fix: string): string {
  return fix ? `${text.replace(/\.$/, '')}. ${fix}` : text;
}
