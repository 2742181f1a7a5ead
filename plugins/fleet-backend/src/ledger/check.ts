import {
  observationSchema,
  redact,
  targetKey,
  type Observation,
} from '@landfall/backstage-plugin-fleet-node';
import type { z } from 'zod';
import type { Refusal } from './types';

/** Longest body as JSON. */
const BODY_LIMIT_BYTES = 65_536;
/** Longest identifiers, so that each fits the indices of PostgreSQL (2,704 bytes an entry). */
const KEY_LIMIT_BYTES = 1_024;
const TARGET_LIMIT_BYTES = 1_536;
const PATHS_LIMIT = 20;

/** An observation that may be recorded, with what is stored of it. */
export interface Checked {
  observation: Observation;
  /** Key of its target. */
  target: string | null;
  /** Its body as JSON. */
  body: string;
}

/** Printable ASCII, as nearly all identifiers are. */
const plain = /^[\u0020-\u007e]*$/;

/** Whether a text can be stored and found again: PostgreSQL takes no NUL, and no half of a surrogate pair. */
export function isIdentifier(text: string, limitBytes: number): boolean {
  if (plain.test(text)) {
    return text.length <= limitBytes;
  }
  return (
    // eslint-disable-next-line no-control-regex -- these are what is refused
    !/[\u0000-\u001f\u007f]/.test(text) &&
    Buffer.from(text, 'utf8').toString('utf8') === text &&
    Buffer.byteLength(text) <= limitBytes
  );
}

/** An observation with what is stored of it. */
export function toChecked(observation: Observation): Checked {
  return {
    observation,
    target: observation.target ? targetKey(observation.target) : null,
    body: JSON.stringify(observation.body),
  };
}

function sizeOf(raw: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(raw) ?? '');
  } catch {
    // It refers to itself or holds what JSON cannot: it has no size, which is not why it is refused.
    return 0;
  }
}

function identifierOf(raw: unknown, field: 'key' | 'kind'): string | null {
  const value: unknown =
    typeof raw === 'object' && raw !== null ? Reflect.get(raw, field) : null;
  return typeof value === 'string' && value !== ''
    ? redact(Buffer.from(value, 'utf8').toString('utf8'), { limit: 253 })
    : null;
}

/** What failed, in words of ours: those of the schema might quote what was given. */
function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be of type ${issue.expected}`;
    case 'unrecognized_keys':
      return 'is not known';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'invalid_value':
    case 'invalid_union':
      return 'must be one of the allowed values';
    case 'custom':
      return issue.message;
    default:
      return 'has the wrong form';
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return redact(path.map(String).join('.'), { limit: 120 });
}

/** A refusal of something that was reported. */
export function refuse(
  raw: unknown,
  problems: readonly { path: string; words: string }[],
): Refusal {
  const [first] = problems;
  const others = problems.length - 1;
  return {
    key: identifierOf(raw, 'key'),
    kind: identifierOf(raw, 'kind'),
    reason: `${first.path || 'observation'} ${first.words}${
      others > 0 ? `, and ${others} more` : ''
    }`,
    paths: [...new Set(problems.map(problem => problem.path))].slice(
      0,
      PATHS_LIMIT,
    ),
    sizeBytes: sizeOf(raw),
  };
}

function checkIdentifiers(observation: Observation): string[] {
  const failed: string[] = [];
  if (!isIdentifier(observation.key, KEY_LIMIT_BYTES)) {
    failed.push('key');
  }
  if (observation.target) {
    for (const [part, text] of Object.entries(observation.target)) {
      if (!isIdentifier(text, TARGET_LIMIT_BYTES)) {
        failed.push(`target.${part}`);
      }
    }
  }
  if (
    'service' in observation &&
    observation.service !== undefined &&
    !isIdentifier(observation.service, KEY_LIMIT_BYTES)
  ) {
    failed.push('service');
  }
  if (
    'origin' in observation &&
    observation.origin !== undefined &&
    !isIdentifier(observation.origin, KEY_LIMIT_BYTES)
  ) {
    failed.push('origin');
  }
  return failed;
}

/** Checks what was reported against the schema of its kind and what the ledger can hold. */
export function check(raw: unknown): Checked | Refusal {
  let parsed;
  try {
    parsed = observationSchema.safeParse(raw);
  } catch {
    // Its own code threw while it was read: an object that computes its fields.
    return {
      key: null,
      kind: null,
      reason: 'observation cannot be read',
      paths: [''],
      sizeBytes: 0,
    };
  }
  if (!parsed.success) {
    return refuse(
      raw,
      parsed.error.issues.flatMap(issue =>
        (issue.code === 'unrecognized_keys'
          ? issue.keys.map(key => [...issue.path, key])
          : [issue.path]
        ).map(path => ({ path: pathText(path), words: wordsFor(issue) })),
      ),
    );
  }
  const observation = parsed.data;
  const unfit = checkIdentifiers(observation);
  if (unfit.length > 0) {
    return refuse(
      raw,
      unfit.map(path => ({ path, words: 'cannot be an identifier' })),
    );
  }
  const checked = toChecked(observation);
  if (checked.target !== null && checked.target.length > TARGET_LIMIT_BYTES) {
    return refuse(raw, [{ path: 'target', words: 'is too long' }]);
  }
  if (Buffer.byteLength(checked.body) > BODY_LIMIT_BYTES) {
    return refuse(raw, [
      { path: 'body', words: `must be at most ${BODY_LIMIT_BYTES} bytes` },
    ]);
  }
  return checked;
}
