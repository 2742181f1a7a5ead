import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Answer, Sample, SampleRange } from '../client/answer';
import type { PrometheusApi, Question } from '../client/prometheusApi';
import { QueryError } from '../client/queryError';

/** After so many queries that take too long the others are not asked any more: the server has enough to do. */
const MOST_SLOW = 3;

/**
 * Asks the queries of one look. One that fails is told as a problem and has no answer; the others go on.
 */
export class Asker {
  readonly problems: Problem[] = [];
  private slow = 0;

  constructor(private readonly api: PrometheusApi) {}

  /** Values at one time; undefined where there is no answer. @throws SourceError when the server itself is the trouble */
  at(question: Question, now: Instant): Promise<Answer<Sample> | undefined> {
    return this.ask(question, () => this.api.at(question, now));
  }

  /** Values over a time, as {@link Asker.at}. */
  over(
    question: Question,
    range: { from: Instant; to: Instant; stepSeconds: number },
  ): Promise<Answer<SampleRange> | undefined> {
    return this.ask(question, () => this.api.over(question, range));
  }

  private async ask<T extends { warnings: string[] }>(
    { path }: Question,
    step: () => Promise<T>,
  ): Promise<T | undefined> {
    if (this.slow >= MOST_SLOW) {
      this.problems.push({
        text: `${path} was not asked, as ${MOST_SLOW} queries before it had no answer in time`,
        fix: `Make those queries cheaper, or allow more time with timeoutSeconds.`,
      });
      return undefined;
    }
    try {
      const answer = await step();
      if (answer.warnings.length > 0) {
        this.problems.push({
          text: `The answer to ${path} may be incomplete: ${answer.warnings.join(
            '; ',
          )}`,
          fix: `Mend what it warns of. Until then nothing that ${path} does not tell counts as gone.`,
        });
      }
      return answer;
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      if (error.slow) this.slow += 1;
      this.problems.push({ text: error.message, fix: error.fix });
      return undefined;
    }
  }
}
