import { z } from 'zod';

/** A moment on the wire: RFC 3339, UTC. @public */
export const timestampSchema = z.iso.datetime({ offset: true });

/** A calendar day in the portal's time zone, `YYYY-MM-DD`. @public */
export const daySchema = z.iso.date();

const ENTITY_REF = /^[a-z0-9.+-]+:[a-z0-9._-]+\/[a-z0-9._-]+$/;
const ENTITY_REF_HINT =
  'must be a full entity reference such as component:default/cart-api';

/** A full entity reference, lower case, `kind:namespace/name`. @public */
export const entityRefSchema = z.string().regex(ENTITY_REF, ENTITY_REF_HINT);

/** A full entity reference as somebody may write it in a request: in any case, since entity references ignore it. @public */
export const entityRefQuerySchema = z
  .string()
  .max(255)
  .toLowerCase()
  .regex(ENTITY_REF, ENTITY_REF_HINT);

/** Length of the sliding window of a metric, in days; today and the n − 1 days before. @public */
export const windowSchema = z.number().int().min(1).max(180);
/** See {@link windowSchema}. @public */
export type WindowDays = z.infer<typeof windowSchema>;

/** The windows that are offered, shortest first, and the one that is shown where nobody asks for another. @public */
export const windowsSchema = z.object({
  days: z.array(windowSchema).min(1).max(6),
  first: windowSchema,
});
/** See {@link windowsSchema}. @public */
export type Windows = z.infer<typeof windowsSchema>;

/** The windows where nobody chooses others. @public */
export const defaultWindows: Windows = { days: [7, 30, 90], first: 30 };

/** The path parameters that name a catalog entity. @public */
export const entityPathSchema = z.strictObject({
  kind: z.string().min(1).max(63),
  namespace: z.string().min(1).max(63),
  name: z.string().min(1).max(63),
});

/** How a page of a list is asked for. `cursor` belongs to the query that gave it and is refused with another. @public */
export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number<number | string>().int().min(1).max(200).default(50),
  cursor: z.string().max(4096).optional(),
});

/** A page of a list: `total` counts what the caller may see and the filter matches. @public */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.number().int().min(0),
    nextCursor: z.string().optional(),
  });
}
