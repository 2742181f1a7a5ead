/**
 * Records what messages tell, whichever way they came. An incident is folded into what is known of it; messages of the same incident wait for one
 * another, so that none is lost between reading and writing.
 */
import type {
  AcceptedObservations,
  Observation,
  ObservationInput,
  SourceInbox,
} from '@landfall/backstage-plugin-fleet-node';
import { isDeepStrictEqual } from 'node:util';
import { foldReport, type KnownIncident } from './fold';
import type { IncidentReport } from './report';

/** Beyond that the other side has to come again: memory is not the place to keep what the database does not take. */
const MOST_WAITING = 5_000;

/** What an observation has that does not tell it. */
const DEFAULTS = {
  estimated: { at: false, endedAt: false },
  backfilled: false,
};

/** What one message tells. */
export type Fact =
  | { type: 'incident'; report: IncidentReport }
  | { type: 'observation'; observation: ObservationInput };

/** The portal has not started far enough, or is about to stop. */
export class NotReadyError extends Error {
  name = 'NotReadyError';
}

/** What a way into the ledger needs. */
export interface FactSink {
  /**
   * Records facts; resolves when they are durable. With `onlyNews` what says no more than is known is not even noted: for a poll, which sees the same
   * again and again.
   *
   * @throws Error when they could not be recorded: let the other side try again.
   */
  record(
    scope: string,
    facts: readonly Fact[],
    options?: { onlyNews?: boolean },
  ): Promise<AcceptedObservations>;
}

/** See the top of the file. */
export class Recorder implements FactSink {
  private inbox: SourceInbox | undefined;
  /** The last message of each incident that is on its way, by scope and key. */
  private readonly turns = new Map<string, Promise<unknown>>();

  private waiting = 0;

  /** Called once, when the portal can record. */
  connect(inbox: SourceInbox): void {
    this.inbox = inbox;
  }

  async record(
    scope: string,
    facts: readonly Fact[],
    { onlyNews = false }: { onlyNews?: boolean } = {},
  ): Promise<AcceptedObservations> {
    const { inbox } = this;
    if (!inbox) {
      throw new NotReadyError('The portal starts; try again in a minute');
    }
    if (this.waiting + facts.length > MOST_WAITING) {
      throw new NotReadyError(
        `More than ${MOST_WAITING} messages wait to be recorded; try again in a minute`,
      );
    }
    this.waiting += facts.length;
    try {
      return await this.recordInTurn(inbox, scope, { facts, onlyNews });
    } finally {
      this.waiting -= facts.length;
    }
  }

  private recordInTurn(
    inbox: SourceInbox,
    scope: string,
    { facts, onlyNews }: { facts: readonly Fact[]; onlyNews: boolean },
  ): Promise<AcceptedObservations> {
    const keys = new Set(
      facts.map(fact =>
        fact.type === 'incident' ? fact.report.key : fact.observation.key,
      ),
    );
    return this.inTurn(
      [...keys].map(key => JSON.stringify([scope, key])),
      async () => {
        const known =
          keys.size === 0
            ? new Map<string, Observation>()
            : await inbox.known(scope, [...keys]);
        const { observations, refused } = foldAll(facts, {
          known,
          onlyNews,
        });
        if (observations.length === 0) return { refused };
        const accepted = await inbox.accept(scope, observations);
        return { refused: [...refused, ...accepted.refused] };
      },
    );
  }

  /** Works when all who came before with one of the same names are done. */
  private async inTurn<T>(
    names: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> {
    const before = names.map(name => this.turns.get(name));
    const done = Promise.allSettled(before).then(work);
    for (const name of names) this.turns.set(name, done);
    try {
      return await done;
    } finally {
      for (const name of names) {
        if (this.turns.get(name) === done) this.turns.delete(name);
      }
    }
  }
}

function foldAll(
  facts: readonly Fact[],
  {
    known,
    onlyNews,
  }: { known: ReadonlyMap<string, Observation>; onlyNews: boolean },
): {
  observations: ObservationInput[];
  refused: AcceptedObservations['refused'];
} {
  const latest = new Map<string, KnownIncident>();
  const observations: ObservationInput[] = [];
  const refused: AcceptedObservations['refused'] = [];
  for (const fact of facts) {
    if (fact.type === 'observation') {
      const { observation } = fact;
      const before = known.get(observation.key);
      if (onlyNews && before && saysTheSame(before, observation)) continue;
      observations.push(
        before?.ended
          ? { ...observation, correction: 'The tool told it again later' }
          : observation,
      );
      continue;
    }
    const { report } = fact;
    const { key } = report;
    const recorded = known.get(key);
    if (recorded && recorded.kind !== 'incident') {
      const reason = `id is the one of a ${recorded.kind} already`;
      refused.push({ key, reason, paths: ['id'] });
      continue;
    }
    const before = latest.get(key) ?? recorded;
    const next = foldReport(before, report);
    if (!next) {
      const reason = 'service is missing, and nobody told it before';
      refused.push({ key, reason, paths: ['service'] });
      continue;
    }
    latest.set(key, next);
    if (onlyNews && before && saysTheSame(before, next)) continue;
    observations.push(next);
  }
  return { observations, refused };
}

/** Whether two say the same, whatever their versions. */
function saysTheSame(before: Observation, next: ObservationInput): boolean {
  const bare = ({ version, correction, ...rest }: ObservationInput) =>
    // As JSON has it: what is undefined is not there.
    JSON.parse(JSON.stringify(rest));
  return isDeepStrictEqual(bare(before), bare({ ...DEFAULTS, ...next }));
}
