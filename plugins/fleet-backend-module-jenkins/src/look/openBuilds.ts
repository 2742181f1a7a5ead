/**
 * Builds that have not ended as far as is known, and that no look at their job told of: whether they have ended meanwhile, or are gone. Their job may have been renamed, deleted
 * or named by nobody any more.
 */
import type {
  Observation,
  ObservationInput,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { JenkinsApi } from '../client/jenkinsApi';
import { isMissing } from '../client/jenkinsError';
import { endOf, readKey } from '../facts/builds';
import { buildSchema, BUILD_TREE } from '../facts/payload';
import { jobPath } from '../jobs/names';

/** In one look. */
const MOST = 100;
/** A job that cannot be seen may only be out of sight for a while; ms. */
const PATIENCE_MS = 86_400_000;
const KINDS = ['ci_deployment', 'pipeline_run'] as const;

/** What it needs. */
export interface OpenBuildsOptions {
  context: Pick<SourceContext, 'open' | 'clock'>;
  /** Keys that this look told. */
  told: ReadonlySet<string>;
  /** Where a job is, by its name as keys have it; undefined where nothing is known of its Jenkins. */
  placeOf(job: string): { api: JenkinsApi; fullName: string } | undefined;
  /** Whether the folder of a job was seen in this look, and so that the job is not there if it is not. */
  isSeen(job: string): boolean;
  check(): void;
  save(facts: readonly ObservationInput[]): Promise<void>;
}

/** See the top of the file. @throws JenkinsError HttpError */
export async function lookAtOpenBuilds(
  options: OpenBuildsOptions,
): Promise<void> {
  const { context, told, placeOf, save } = options;
  const open: Observation[] = [];
  for (const kind of KINDS) {
    for await (const one of context.open(kind)) {
      if (open.length >= MOST) break;
      const key = readKey(one.key);
      if (key && placeOf(key.job) && !told.has(one.key)) open.push(one);
    }
  }
  for (const known of open) {
    const fact = await endedFact(known, options);
    if (fact) await save([fact]);
  }
}

async function endedFact(
  known: Observation,
  { context, placeOf, isSeen, check }: OpenBuildsOptions,
): Promise<ObservationInput | undefined> {
  const key = readKey(known.key);
  const place = key && placeOf(key.job);
  if (!key || !place) return undefined;
  const { api, fullName } = place;
  check();
  let body: unknown;
  try {
    body = await api.get(`${jobPath(fullName)}/${key.number}`, BUILD_TREE);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const isGone =
      isSeen(key.job) || context.clock.now() - known.at > PATIENCE_MS;
    return isGone ? goneFact(known) : undefined;
  }
  const { data: build } = buildSchema.safeParse(body);
  if (!build) return undefined;
  if (build.timestamp !== key.timestamp) return goneFact(known);
  const end = endOf(build, api.latest);
  return (
    end &&
    withOutcome(known, {
      ...end,
      correction: 'Jenkins tells more, or has changed it since',
    })
  );
}

function goneFact(known: Observation): ObservationInput | undefined {
  return withOutcome(known, {
    endedAt: null,
    outcome: 'unknown',
    correction: 'Jenkins does not know it any more',
  });
}

function withOutcome(
  known: Observation,
  end: {
    endedAt: number | null;
    outcome: 'succeeded' | 'failed' | 'unknown';
    correction: string;
  },
): ObservationInput | undefined {
  const { outcome, ...rest } = end;
  if (known.kind === 'ci_deployment') {
    return { ...known, ...rest, ended: true, body: { ...known.body, outcome } };
  }
  return known.kind === 'pipeline_run'
    ? { ...known, ...rest, ended: true, body: { ...known.body, outcome } }
    : undefined;
}
