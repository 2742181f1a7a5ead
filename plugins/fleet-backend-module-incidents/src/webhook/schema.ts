/**
 * What a tool may send to the generic webhook. The JSON schema that is published is made of this.
 */
import { entityRefQuerySchema } from '@landfall/backstage-plugin-fleet-common';
import { z } from 'zod';

/** What can be told. */
export const KINDS = [
  'incident',
  'acknowledgement',
  'page',
  'ticket',
  'deployment',
  'validation',
] as const;
/** See {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

const MOST_EVENTS = 500;

const time = z.iso
  .datetime({
    offset: true,
    error: 'must be a time as in 2026-11-28T18:24:00Z',
  })
  .describe(
    'Time of RFC 3339. Neither before 1970 nor more than five minutes ahead of the portal.',
  );
const id = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[\x20-\x7e]+$/, 'must be printable ASCII')
  .describe("The tool's own id: the same for the same thing, for ever.");
const service = entityRefQuerySchema.describe(
  'Entity reference, such as component:default/cart.',
);
const updatedAt = time.describe(
  'When the tool changed it last: of two messages about one id the later one holds, in whatever order they come.',
);
const severity = z.string().min(1).max(63).optional();
const link = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2048)
  .optional()
  .describe('Where a person finds it.');
const commit = z
  .string()
  .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'must be a full commit');

const incident = z
  .strictObject({
    kind: z.literal('incident'),
    id,
    service,
    updatedAt,
    openedAt: time,
    resolvedAt: time
      .nullable()
      .optional()
      .describe('Left out or null: it is open, also again.'),
    acknowledgedAt: time
      .optional()
      .describe('When somebody took it. Never who.'),
    impactStartedAt: time
      .optional()
      .describe('When it began to hurt, where that was before it was opened.'),
    title: z.string().max(1024).optional().describe('Never names of people.'),
    severity,
    mergedInto: id.optional().describe('Id of the incident that it went into.'),
    aliases: z
      .array(z.string().min(1).max(512))
      .max(32)
      .optional()
      .describe(
        'Other names of it, such as the fingerprint of its alert or its link in another tool: by them two tools that report one incident are known to.',
      ),
    causedBy: z
      .strictObject({
        commits: z
          .array(z.string().regex(/^[0-9a-f]{7,64}$/, 'must be a commit'))
          .max(16)
          .optional(),
        versions: z.array(z.string().min(1).max(255)).max(16).optional(),
      })
      .optional()
      .describe('What has caused it, where somebody said so.'),
    link,
  })
  .describe('An incident as it stands now. Send it whenever it changes.');

const acknowledgement = z
  .strictObject({
    kind: z.literal('acknowledgement'),
    incident: id,
    service: service.optional(),
    at: time,
  })
  .describe('Somebody took an incident.');

const page = z
  .strictObject({
    kind: z.literal('page'),
    id,
    service,
    at: time,
    urgency: z.enum(['high', 'low']),
    incident: id.optional(),
    link,
  })
  .describe('Somebody was called. Never who.');

const ticket = z
  .strictObject({
    kind: z.literal('ticket'),
    id,
    service,
    updatedAt,
    openedAt: time,
    closedAt: time.nullable().optional(),
    severity,
    link,
  })
  .describe('A ticket that a team has to work off, as it stands now.');

const deployment = z
  .strictObject({
    kind: z.literal('deployment'),
    id,
    service,
    updatedAt,
    startedAt: time,
    finishedAt: time.nullable().optional(),
    environment: z.string().min(1).max(253),
    tier: z
      .enum(['production', 'staging', 'testing', 'development', 'other'])
      .optional(),
    outcome: z.enum([
      'in_progress',
      'succeeded',
      'failed',
      'superseded',
      'unknown',
    ]),
    commit: commit.optional(),
    ref: z.string().min(1).max(255).optional().describe('Tag or branch.'),
    version: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('Tag or digest of the artefact.'),
    images: z.array(z.string().min(1).max(1024)).max(64).optional(),
    link,
  })
  .describe('A deployment by a tool that has no source of its own.');

const validation = z
  .strictObject({
    kind: z.literal('validation'),
    id,
    service,
    at: time.describe('When it ended.'),
    rule: z.enum(['load_test', 'stress_test']),
    result: z.enum(['met', 'not_met']),
    migration: z
      .string()
      .min(1)
      .max(63)
      .optional()
      .describe('Left out: every migration that asks for such a rule.'),
    peakRate: z.number().min(0).optional().describe('Requests per second.'),
    durationSeconds: z.number().min(0).optional(),
    link,
  })
  .describe('What a load or stress test of a service found.');

const event = z.discriminatedUnion('kind', [
  incident,
  acknowledgement,
  page,
  ticket,
  deployment,
  validation,
]);
/** One thing that a tool tells. */
export type ToolEvent = z.output<typeof event>;

/**
 * A message of a tool.
 */
export const messageSchema = z.strictObject({
  events: z.array(event).min(1).max(MOST_EVENTS),
});
