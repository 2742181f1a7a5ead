/**
 * What one look at a Prometheus takes in, and what it reports.
 */
import {
  instant,
  type Instant,
  type Problem,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  Look,
  ObservationInput,
  PresenceBody,
  SourceContext,
  TrafficBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Answer, Sample } from '../client/answer';
import type { Question } from '../client/prometheusApi';
import type { ServerConfig } from '../config/types';
import { presenceRules, type FoundPresence } from '../spans/presence';
import { SpanBook, type Finding, type LookTime } from '../spans/spanBook';
import { trafficRules } from '../spans/traffic';
import { HOUR_MS } from '../usage/hours';
import type { Asker } from './asker';
import { readCursor, writeCursor, type LookState } from './cursor';
import { presenceFinding, trafficFinding, withoutDoubles } from './findings';
import { historyOf, nextHours } from './history';
import { tellUse } from './tellUse';

const DAY_MS = 24 * HOUR_MS;
/** A shorter time without a look is left as it is. */
const SHORT_GAP_MS = 2 * HOUR_MS;
/** Days of history that are read in one look. */
const HISTORY_AT_ONCE = 15;
/** When that many are gone at once, they are not taken for gone. */
const SUSPICIOUS = 2;
/** The page of sources shows no more. */
const MOST_PROBLEMS = 100;

/** Gives the answer to a question, at the time that is looked at. */
type Ask = (question: Question) => Answer<Sample> | undefined;

/** See the top of the file. */
export class ServerLook {
  private readonly state: LookState;
  private readonly traffic: SpanBook<TrafficBody, number>;
  private readonly presence: SpanBook<PresenceBody, FoundPresence>;
  private readonly problems = new Map<string, Problem>();
  private complete = true;
  /** Nobody looked before: what is found may have begun earlier. */
  private first: boolean;

  constructor(
    private readonly server: ServerConfig,
    private readonly context: SourceContext,
    private readonly asker: Asker,
  ) {
    this.first = context.cursor === undefined;
    this.state = readCursor(context.cursor);
    this.traffic = new SpanBook(trafficRules, this.state.missed);
    this.presence = new SpanBook(presenceRules, this.state.missed);
  }

  async run(): Promise<Look> {
    const { context, state, server } = this;
    for await (const observation of context.open('traffic')) {
      if (observation.kind === 'traffic') this.traffic.restore(observation);
    }
    for await (const observation of context.open('presence')) {
      if (observation.kind === 'presence') this.presence.restore(observation);
    }
    const now = context.clock.now();
    const back = this.first ? server.backfillDays * DAY_MS : 0;
    state.historyUntil ??= now - back;
    if (await this.lookBack(state.historyUntil)) {
      await this.lookNow();
      this.note(await tellUse({ server, state, context, asker: this.asker }));
    }
    this.note(this.asker.problems);
    return {
      complete: this.complete && this.asker.problems.length === 0,
      problems: [...this.problems.values()],
    };
  }

  /** Reads the history that nobody saw, oldest first; says whether all of it is read. */
  private async lookBack(lastLook: number): Promise<boolean> {
    const { state, context, server } = this;
    const usual = Math.max(SHORT_GAP_MS, 3_000 * server.intervalSeconds);
    if (context.clock.now() - lastLook <= usual) return true;
    let from = instant(lastLook);
    for (let day = 0; day < HISTORY_AT_ONCE; day++) {
      const hours = nextHours(from, context.clock.now());
      if (hours.length === 0) return true;
      const news = await this.lookAtHours(hours);
      from = hours[hours.length - 1];
      state.historyUntil = from;
      await context.report(news, { cursor: writeCursor(state) });
    }
    this.complete = false;
    this.note([
      {
        text: `History is read up to ${new Date(
          from,
        ).toISOString()}; the present comes after it`,
        fix: `Wait for some minutes, or lower ${server.path}.backfillDays.`,
      },
    ]);
    return false;
  }

  private async lookAtHours(
    hours: readonly Instant[],
  ): Promise<ObservationInput[]> {
    const answers = new Map<string, Awaited<ReturnType<typeof historyOf>>>();
    for (const question of this.questions()) {
      const answer = await historyOf(this.asker, question, hours);
      answers.set(question.path, answer);
    }
    return hours.flatMap(now => {
      const ask: Ask = ({ path }) => answers.get(path)?.get(now);
      // The server itself was not there, or had nothing to look at: that nothing was seen says nothing.
      const any = this.questions().some(one => ask(one)?.series.length);
      return any ? this.takeIn(ask, { now, backfilled: true }) : [];
    });
  }

  private async lookNow(): Promise<void> {
    const { context, state } = this;
    const now = context.clock.now();
    const answers = new Map<string, Answer<Sample> | undefined>();
    for (const question of this.questions()) {
      answers.set(question.path, await this.asker.at(question, now));
    }
    const news = this.takeIn(({ path }) => answers.get(path), {
      now,
      backfilled: false,
    });
    state.historyUntil = now;
    await context.report(news, { cursor: writeCursor(state) });
  }

  /** What is asked of traffic and presence. */
  private questions(): Question[] {
    const { traffic, presence } = this.server;
    return [
      ...traffic,
      ...presence,
      ...presence.flatMap(({ path, desired: query }) =>
        query === undefined ? [] : [{ query, path: `${path}.desired` }],
      ),
    ];
  }

  private takeIn(
    ask: Ask,
    when: { now: Instant; backfilled: boolean },
  ): ObservationInput[] {
    const { traffic, presence } = this.server;
    const time: LookTime = { ...when, first: this.first };
    this.first = false;
    const told = traffic.map(entry => trafficFinding(entry, ask(entry)));
    const seen = presence.map(entry =>
      presenceFinding(entry, {
        ready: ask(entry),
        desired:
          entry.desired === undefined
            ? undefined
            : ask({ query: entry.desired, path: `${entry.path}.desired` }),
      }),
    );
    const { findings, problems } = withoutDoubles(
      presence,
      seen.map(({ finding }) => finding),
    );
    // What was wrong in the past cannot be mended.
    if (!time.backfilled) {
      this.note([...told, ...seen].flatMap(one => one.problems));
      this.note(problems);
    }
    return [
      ...this.traffic.look(
        told.map(({ finding }) => finding),
        time,
      ),
      ...this.presence.look(
        findings.map((finding, index) => ({
          ...finding,
          complete:
            finding.complete &&
            !this.isBroken(seen[index].finding, presence[index].path, time),
        })),
        time,
      ),
    ];
  }

  /** A platform does not lose all that it runs from one look to the next: then it is rather the query. */
  private isBroken(
    { entry, complete, found, unclear }: Finding<FoundPresence>,
    path: string,
    { backfilled }: LookTime,
  ): boolean {
    const before = this.presence.seenLast(entry);
    if (!complete || found.size + unclear.size > 0 || before < SUSPICIOUS) {
      return false;
    }
    if (!backfilled) {
      this.complete = false;
      this.note([
        {
          text: `${path} gives nothing any more, though it told of ${before} workloads; they are not taken for gone`,
          fix: `Check the query, and whether what it asks for is still scraped. If all of them are really gone, remove ${path}.`,
        },
      ]);
    }
    return true;
  }

  private note(problems: readonly Problem[]): void {
    for (const problem of problems) {
      if (this.problems.size >= MOST_PROBLEMS) return;
      this.problems.set(problem.text, problem);
    }
  }
}
