/**
 * What has not ended as far as is known, and was not told by a list: whether it has ended meanwhile, or is gone.
 */
import type {
  Observation,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { goneIncidentFact, incidentFact, isIncident } from '../facts/incidents';
import {
  deploymentSchema,
  issueSchema,
  workflowRunSchema,
} from '../facts/payload';
import { runFact } from '../facts/runs';
import { tellDeployment } from './lists';
import { isGone, type RepositoryLook } from './repositoryLook';

/** Of a kind, in one look. */
const MOST = 100;
/** Older deployments and runs are not waited for any more, ms. */
const YOUNG_MS = 30 * 86_400_000;

/** See the top of the file. */
export async function lookAtOpen(look: RepositoryLook): Promise<void> {
  const { context, open } = look.options;
  const now = context.clock.now();
  const isYoung = ({ at }: Observation) => now - at < YOUNG_MS;
  const checks: {
    known: readonly Observation[];
    path: string;
    tell(known: Observation, body: unknown): Promise<ObservationInput[]>;
  }[] = [
    {
      known: (open.get('ci_deployment') ?? []).filter(isYoung),
      path: 'deployments',
      tell: async (_, body) => {
        const parsed = deploymentSchema.safeParse(body);
        return parsed.success ? tellDeployment(look, parsed.data) : [];
      },
    },
    {
      known: (open.get('pipeline_run') ?? []).filter(isYoung),
      path: 'actions/runs',
      tell: async (_, body) => {
        const parsed = workflowRunSchema.safeParse(body);
        return parsed.success ? [runFact(look.place, parsed.data)] : [];
      },
    },
    {
      known: open.get('incident') ?? [],
      path: 'issues',
      tell: async (known, body) => tellIncident(look, known, body),
    },
  ];
  for (const { known, path, tell } of checks) {
    const untold = known.filter(({ key }) => !look.told.has(key));
    for (const one of untold.slice(0, MOST)) {
      const body = await askIfChanged(look, `/${path}/${numberOf(one.key)}`);
      if (body === 'gone') await look.save([goneFact(one, now)], {});
      else if (body !== undefined) await look.save(await tell(one, body), {});
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

async function tellIncident(
  look: RepositoryLook,
  known: Observation,
  body: unknown,
): Promise<ObservationInput[]> {
  const parsed = issueSchema.safeParse(body);
  if (!parsed.success || known.kind !== 'incident') return [];
  const isHere =
    typeof body !== 'object' ||
    body === null ||
    !('repository_url' in body) ||
    String(body.repository_url).toLowerCase().endsWith(look.base.toLowerCase());
  return isHere && isIncident(parsed.data, look.options.config.incidentLabels)
    ? [incidentFact(look.place, parsed.data)]
    : [goneIncidentFact(known, look.options.context.clock.now())];
}

/** The end of what the host does not know any more. */
function goneFact(known: Observation, now: number): ObservationInput {
  if (known.kind === 'incident') return goneIncidentFact(known, now);
  const ended = {
    ended: true,
    endedAt: null,
    correction: 'GitHub does not know it any more',
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
