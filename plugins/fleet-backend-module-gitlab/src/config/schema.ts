import { z } from 'zod';

const list = z.array(z.string().trim().min(1).max(512));

/** `fleet.gitlab`. */
export const sectionSchema = z.strictObject({
  projects: list.max(5_000).optional(),
  groups: list.max(100).optional(),
  incidentLabels: list.max(5).optional(),
  historyDays: z.number().int().min(1).max(3_650).optional(),
  intervalSeconds: z.number().min(30).max(86_400).optional(),
});
