import type { JsonValue } from '@backstage/types';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { z } from 'zod';

const cursorSchema = z.object({ until: z.number().int() });

/** Until when a registry wants to be left alone; null where it did not say so, or long ago. */
export function readCursor(
  cursor: JsonValue | undefined,
  now: Instant,
): Instant | null {
  const parsed = cursorSchema.safeParse(cursor);
  return parsed.success && parsed.data.until > now
    ? instant(parsed.data.until)
    : null;
}
