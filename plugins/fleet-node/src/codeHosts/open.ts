import type {
  Observation,
  ObservationInput,
  ObservationKind,
} from '../observations/observation';
import { isGone } from './codeHostError';
import { goneIncidentFact } from './incidents';
import type { RepositoryLook } from './repositoryLook';

/** Of a kind, in one look. */
const MOST = 100;
/** Older deployments and runs are not waited for any more, ms. */
const YOUNG_MS = 30 * 86_400_000;

/** How it is found out what became of something. @public */
export interface OpenCheck {
  /** Of what it is found out. */
  kind: ObservationKind;
  /** Its address below the repository, without its number. */
  path: string;
  /** What is recorded, of what the host says of it; undefined: it is gone. */
  tell(
    known: Observation,
    body: unknown,
  ): Promise<ObservationInput[] | undefined>;
}

/**
 * Finds out about what has not ended as far as is known, and was not told by a list: whether it has ended meanwhile, or is gone.
 *
 * @public
 */
export async function lookAtOpen(
  look: RepositoryLook,
  checks: readonly OpenCheck[],
): Promise<void> {
  const { context, open } = look.options;
  const now = context.clock.now();
  for (const { kind, path, tell } of checks) {
    const untold = (open.get(kind) ?? []).filter(
      ({ key, at }) =>
        !look.told.has(key) && (kind === 'incident' || now - at < YOUNG_MS),
    );
    for (const one of untold.slice(0, MOST)) {
      const body = await askIfChanged(look, `${path}/${numberOf(one.key)}`);
      if (body === undefined) continue;
      const facts = body === 'gone' ? undefined : await tell(one, body);
      await look.save(facts ?? [goneFact(one, now)], {});
    }
  }
}

/** The body of an answer; undefined where nothing changed. */
async function askIfChanged(
  look: RepositoryLook,
  path: string,
): Promise<unknown> {
  const { marks } = look.options;
  const mark = `${look.place.origin}${path}`;
  try {
    const { body, etag } = await look.get(path, marks.get(mark));
    if (body !== undefined && etag !== undefined) marks.set(mark, etag);
    return body;
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

/** The end of what the host does not know any more. */
function goneFact(known: Observation, now: number): ObservationInput {
  if (known.kind === 'incident') return goneIncidentFact(known, now);
  const ended = {
    ended: true,
    endedAt: null,
    correction: 'The host does not know it any more',
  };
  if (known.kind === 'ci_deployment' || known.kind === 'pipeline_run') {
    return {
      ...known,
      ...ended,
      body: { ...known.body, outcome: 'unknown' },
    } as ObservationInput;
  }
  return { ...known, ...ended };
}

function numberOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
