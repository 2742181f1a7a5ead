import type { AuditorService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Request } from 'express';

/** What is audited of a change; never the words of a reason. */
export interface Audited {
  /** In kebab-case, such as `migration-act`. */
  eventId: string;
  request: Request;
  /** What it is about. */
  meta: JsonObject;
}

/** Runs a change so that the audit log has it, whether it succeeds or is refused. */
export async function audited<T>(
  auditor: AuditorService,
  event: Audited,
  change: () => Promise<T>,
): Promise<T> {
  const begun = await auditor.createEvent({
    ...event,
    severityLevel: 'medium',
  });
  try {
    const result = await change();
    await begun.success();
    return result;
  } catch (error) {
    await begun.fail({ error: toError(error) });
    throw error;
  }
}
