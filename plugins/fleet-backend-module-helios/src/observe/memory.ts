/**
 * What is kept from one look to the next. What is open stands in the ledger; the cursor holds what the ledger cannot tell. Both are kept in this process too, so that
 * a look that finds nothing new reads neither.
 */
import {
  targetKey,
  type ObservationInput,
  type ObservationKind,
  type ObservationOf,
  type SourceContext,
  observationSchema,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';

const FORMAT = 1;

const targetMemorySchema = z.object({
  /** Short id of the job that it was last seen to move to; null before its first. */
  job: z.string().nullable(),
  /** Up to when what histories tell of it is accounted for, by the hosts' clocks; null before any was read. */
  accounted: z.number().nullable(),
  /** Of its last rollout. */
  revision: z.number(),
  /** Since when its last rollout is over, and only its history does not tell yet; null otherwise. */
  awaitedSince: z.number().nullable().default(null),
});
/** What is known of the rollouts of a target. */
export type TargetMemory = z.infer<typeof targetMemorySchema>;

const groupMemorySchema = z.object({
  job: z.string().nullable(),
  status: z.string(),
  reason: z.string().nullable(),
  error: z.string(),
  /** Where it had deployed its job. */
  hosts: z.array(z.string()),
});
/** How a group was seen last. */
export type GroupMemory = z.infer<typeof groupMemorySchema>;

const untoldChangeSchema = z.object({
  change: z.enum(['deploy', 'undeploy']),
  /** Short id of the job. */
  id: z.string(),
  /** Null where no group had deployed it. */
  group: z.string().nullable(),
  hosts: z.array(z.string()),
  /** How many hosts had it before and after. */
  from: z.number(),
  to: z.number(),
  actor: z.enum(['person', 'machine', 'unknown']),
  /** Of the look that saw it, and when that was. */
  version: z.number(),
  since: z.number(),
});
/** A job came to hosts by hand, or was taken from them, and nobody has told yet when. */
export type UntoldChange = z.infer<typeof untoldChangeSchema>;

const cursorSchema = z.object({
  format: z.literal(FORMAT),
  /** The highest that was used; the next look's is higher. */
  version: z.number(),
  /** When the cluster was first looked at, by our clock. */
  began: z.number(),
  /** Signatures of the states of jobs, by short id. */
  jobs: z.record(z.string(), z.string()),
  groups: z.record(z.string(), groupMemorySchema),
  /** By target key. */
  targets: z.record(z.string(), targetMemorySchema),
  /** Hosts to which jobs were deployed by hand, by short id. */
  byHand: z.record(z.string(), z.array(z.string())),
  /** What was done by hand, and waits for the history to tell when. */
  untold: z.array(untoldChangeSchema).default([]),
});
/** See the top of the file. */
export type Cursor = z.infer<typeof cursorSchema>;

/** The newest versions of what has not ended. */
export interface OpenObservations {
  /** By target key. */
  presences: Map<string, ObservationOf<'presence'>>;
  /** By target key. */
  rollouts: Map<string, ObservationOf<'rollout'>>;
  /** By the host's name. */
  hosts: Map<string, ObservationOf<'host'>>;
}

/** See the top of the file. */
export interface Memory {
  /** Undefined before the first look. */
  cursor: Cursor | undefined;
  open: OpenObservations;
}

/** Reads a cursor; undefined when there is none, or one of another version of this source, which then begins anew from what is open. */
export function parseCursor(cursor: unknown): Cursor | undefined {
  const parsed = cursorSchema.safeParse(cursor);
  return parsed.success ? parsed.data : undefined;
}

/** A cursor before anything was seen. */
export function emptyCursor(began: number): Cursor {
  return {
    format: FORMAT,
    version: 0,
    began,
    jobs: {},
    groups: {},
    targets: {},
    byHand: {},
    untold: [],
  };
}

/** Reads what is open from the ledger. */
export async function readOpen(
  context: Pick<SourceContext, 'open'>,
): Promise<OpenObservations> {
  const open: OpenObservations = {
    presences: new Map(),
    rollouts: new Map(),
    hosts: new Map(),
  };
  const kinds: ObservationKind[] = ['presence', 'rollout', 'host'];
  for (const kind of kinds) {
    for await (const observation of context.open(kind)) keep(open, observation);
  }
  return open;
}

/** Takes over what was reported. */
export function keepAll(
  open: OpenObservations,
  reported: readonly ObservationInput[],
): void {
  for (const observation of reported) {
    keep(open, observationSchema.parse(observation));
  }
}

function keep(
  open: OpenObservations,
  observation: ReturnType<typeof observationSchema.parse>,
): void {
  const put = <T>(map: Map<string, T>, key: string, value: T) => {
    if (observation.ended) map.delete(key);
    else map.set(key, value);
  };
  if (observation.kind === 'presence') {
    put(open.presences, targetKey(observation.target), observation);
  } else if (observation.kind === 'host') {
    put(open.hosts, observation.body.host, observation);
  } else if (observation.kind === 'rollout') {
    const key = targetKey(observation.target);
    // A rollout that has ended is not always the one that is open.
    const current = open.rollouts.get(key);
    if (!observation.ended) open.rollouts.set(key, observation);
    else if (current?.key === observation.key) open.rollouts.delete(key);
  }
}
