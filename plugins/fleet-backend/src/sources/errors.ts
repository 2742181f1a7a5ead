import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { redact, redactError } from '@landfall/backstage-plugin-fleet-node';

/** The lease went to another replica, or was not renewed in time. The other one goes on. */
export class LeaseLostError extends Error {
  constructor() {
    super('The lease was lost: another replica may be watching');
    this.name = 'LeaseLostError';
  }
}

/** The portal stops. */
export class StoppingError extends Error {
  constructor() {
    super('The portal stops');
    this.name = 'StoppingError';
  }
}

/** The portal's own database did not take a batch. */
export class RecordingError extends Error {
  /** What somebody should do. */
  readonly fix =
    "Look after the portal's database; the source goes on by itself from what was last recorded.";

  constructor(observations: number, text: string) {
    super(`Could not record ${observations} observations: ${text}`);
    this.name = 'RecordingError';
  }
}

/**
 * What a database said, redacted. The driver's message begins with the whole statement and its values: those are left out.
 */
export function databaseErrorText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return redact(message.split(' - ').at(-1) ?? '', { limit: 300 });
}

/** What the sources page shows of an error, redacted; a SourceError says by itself what to do. */
export function problemOf(error: unknown): Problem {
  const fix =
    error instanceof Error && 'fix' in error && typeof error.fix === 'string'
      ? error.fix
      : '';
  return { text: redactError(error), fix: redact(fix) };
}

/** Problems that a source gave, redacted and bounded. */
export function redactProblems(problems: readonly Problem[]): Problem[] {
  return problems
    .slice(0, 20)
    .map(({ text, fix }) => ({ text: redact(text), fix: redact(fix) }));
}
