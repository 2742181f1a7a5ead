import { z } from 'zod';
import { messageSchema } from './schema';

/** The form of messages of the generic webhook, as JSON schema (draft 2020-12). */
export function messageJsonSchema() {
  return {
    title: 'Generic webhook of Landfall',
    description:
      'What a tool may post to /api/fleet/webhooks/generic/<name>: up to 500 things, all of which are recorded, or none.',
    ...z.toJSONSchema(messageSchema, { io: 'input' }),
  };
}
