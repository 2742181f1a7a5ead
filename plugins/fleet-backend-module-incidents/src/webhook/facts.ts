/** What the events of a tool report. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { redact } from '@landfall/backstage-plugin-fleet-node';
import type { Fact } from '../incidents/recorder';
import type { ToolEvent } from './schema';

const LONGEST_TITLE = 256;

type EventOf<K extends ToolEvent['kind']> = Extract<ToolEvent, { kind: K }>;

/** What an event reports; its times have been checked. */
export function factOf(event: ToolEvent): Fact {
  switch (event.kind) {
    case 'incident':
      return incidentFact(event);
    case 'acknowledgement':
      return {
        type: 'incident',
        report: {
          key: event.incident,
          version: Date.parse(event.at),
          acknowledgedAt: Date.parse(event.at),
          ...(event.service !== undefined && {
            subject: { service: event.service },
          }),
          details: {},
        },
      };
    case 'page':
      return observed(atOnce(event), {
        kind: 'page',
        body: {
          urgency: event.urgency,
          incident: event.incident ?? null,
          link: event.link,
        },
      });
    case 'ticket':
      return observed(
        span(event, { from: event.openedAt, to: event.closedAt }),
        {
          kind: 'ticket',
          body: { severity: event.severity ?? null, link: event.link },
        },
      );
    case 'deployment':
      return deploymentFact(event);
    case 'validation':
      return observed(atOnce(event), {
        kind: 'validation',
        body: {
          rule: event.rule,
          result: event.result,
          migration: event.migration ?? null,
          peakRate: event.peakRate ?? null,
          durationSeconds: event.durationSeconds ?? null,
          link: event.link,
        },
      });
    default:
      throw new TypeError(`No such kind: ${event satisfies never}`);
  }
}

function incidentFact(event: EventOf<'incident'>): Fact {
  const time = (text: string | null | undefined) =>
    typeof text === 'string' ? Date.parse(text) : undefined;
  const endedAt = time(event.resolvedAt);
  return {
    type: 'incident',
    report: {
      key: event.id,
      version: Date.parse(event.updatedAt),
      subject: { service: event.service },
      openedAt: Date.parse(event.openedAt),
      state: endedAt === undefined ? 'open' : { endedAt, estimated: false },
      acknowledgedAt: time(event.acknowledgedAt),
      details: {
        title:
          event.title === undefined
            ? undefined
            : redact(event.title, { limit: LONGEST_TITLE }),
        severity: event.severity,
        impactStartedAt: time(event.impactStartedAt),
        mergedInto: event.mergedInto,
        aliases: event.aliases,
        causedBy: event.causedBy && {
          commits: event.causedBy.commits ?? [],
          versions: event.causedBy.versions ?? [],
        },
        link: event.link,
      },
    },
  };
}

function deploymentFact(event: EventOf<'deployment'>): Fact {
  const { finishedAt, outcome } = event;
  const told = span(event, { from: event.startedAt, to: finishedAt });
  return observed(
    // It may have ended without anybody knowing when.
    { ...told, ended: told.ended || outcome !== 'in_progress' },
    {
      kind: 'ci_deployment',
      body: {
        environment: event.environment,
        tier: event.tier ?? null,
        commit: event.commit ?? null,
        ref: event.ref ?? null,
        version: event.version ?? null,
        images: event.images ?? [],
        outcome,
        pipelineRun: null,
        link: event.link,
      },
    },
  );
}

/** What observations of tools have in common. */
interface Told {
  key: string;
  version: number;
  service: string;
  at: number;
  ended: boolean;
  endedAt: number | null;
}

function atOnce(event: {
  kind: string;
  id: string;
  service: string;
  at: string;
}): Told {
  const at = Date.parse(event.at);
  return {
    key: `${event.kind}/${event.id}`,
    version: at,
    service: event.service,
    at,
    ended: true,
    endedAt: at,
  };
}

function span(
  event: { kind: string; id: string; service: string; updatedAt: string },
  { from, to }: { from: string; to: string | null | undefined },
): Told {
  const endedAt = typeof to === 'string' ? Date.parse(to) : null;
  return {
    key: `${event.kind}/${event.id}`,
    version: Date.parse(event.updatedAt),
    service: event.service,
    at: Date.parse(from),
    ended: endedAt !== null,
    endedAt,
  };
}

type Kept = Extract<
  ObservationInput,
  { kind: 'page' | 'ticket' | 'ci_deployment' | 'validation' }
>;

function observed(
  told: Told,
  rest: {
    [K in Kept['kind']]: Pick<Extract<Kept, { kind: K }>, 'kind' | 'body'>;
  }[Kept['kind']],
): Fact {
  return { type: 'observation', observation: { ...told, ...rest } };
}
