/**
 * Reads what Prometheus answers. Nothing is taken for granted: a gateway on the way may answer in its own words.
 */
import type { HttpAnswer } from '@landfall/backstage-plugin-fleet-node';
import { QueryError } from './queryError';

/** More series than this are not taken. */
export const MOST_SERIES = 10_000;
const LONGEST_MESSAGE = 300;
const MOST_WARNINGS = 5;

/** A series with its value at one time. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  /** Need not be finite. */
  value: number;
}

/** A series with its values over a time. */
export interface SampleRange {
  labels: Readonly<Record<string, string>>;
  /** Milliseconds and value, in order of time. */
  values: readonly (readonly [number, number])[];
}

/** An answer. */
export interface Answer<S> {
  series: S[];
  /** The server says that something may be missing or wrong. */
  warnings: string[];
  /** Series that have no plain number, such as histograms. */
  unusable: number;
}

/** What an answer belongs to, for messages. */
export interface AskedQuery {
  /** Such as `Prometheus main`. */
  server: string;
  /** Where the query stands in the configuration. */
  path: string;
}

/** An answer to a query at one time. @throws QueryError */
export function readVector(
  http: HttpAnswer,
  asked: AskedQuery,
): Answer<Sample> {
  return readSeries(http, asked, 'vector', item => {
    const labels = labelsOf(item.metric);
    const value = Array.isArray(item.value) ? numberOf(item.value[1]) : null;
    return labels && value !== null ? { labels, value } : undefined;
  });
}

/** An answer to a query over a time. @throws QueryError */
export function readMatrix(
  http: HttpAnswer,
  asked: AskedQuery,
): Answer<SampleRange> {
  return readSeries(http, asked, 'matrix', item => {
    const labels = labelsOf(item.metric);
    if (!labels || !Array.isArray(item.values)) return undefined;
    const values = item.values.flatMap(pair => {
      const [seconds, text] = Array.isArray(pair) ? pair : [];
      const value = numberOf(text);
      return typeof seconds === 'number' && value !== null
        ? [[Math.round(seconds * 1_000), value] as const]
        : [];
    });
    return { labels, values };
  });
}

function readSeries<S>(
  http: HttpAnswer,
  asked: AskedQuery,
  type: 'vector' | 'matrix',
  read: (item: Record<string, unknown>) => S | undefined,
): Answer<S> {
  const answer = successOf(http, asked);
  const { resultType, result } = fields(answer.data);
  if (resultType !== type || !Array.isArray(result)) {
    throw new QueryError(
      `${asked.path} gives a ${
        typeof resultType === 'string' ? resultType : 'result of no known type'
      } and not a series for each thing it tells of`,
      {
        fix: `Let ${asked.path} be an expression that gives an instant vector.`,
      },
    );
  }
  if (result.length > MOST_SERIES) {
    throw new QueryError(
      `${asked.path} gives ${result.length} series; at most ${MOST_SERIES} are taken`,
      {
        fix: `Sum up in ${asked.path}, as in sum by (service) (…), or split it into several queries.`,
      },
    );
  }
  const series: S[] = [];
  for (const item of result) {
    const one = read(fields(item));
    if (one !== undefined) series.push(one);
  }
  return {
    series,
    warnings: [
      ...textsOf(answer.warnings),
      // As VictoriaMetrics says it.
      ...(answer.isPartial === true ? ['it is partial'] : []),
    ],
    unusable: result.length - series.length,
  };
}

/** The answer if it is one; otherwise its error, in words. */
function successOf(
  { status, text }: HttpAnswer,
  { server, path }: AskedQuery,
): Record<string, unknown> {
  let answer: Record<string, unknown> = {};
  try {
    answer = fields(JSON.parse(text));
  } catch {
    // Told below, by its status: what it says is for nobody who reads JSON.
  }
  if (answer.status === 'success') return answer;
  const said =
    typeof answer.error === 'string'
      ? `: ${answer.error.slice(0, LONGEST_MESSAGE)}`
      : '';
  switch (answer.errorType) {
    case 'bad_data':
      throw new QueryError(`${server} does not understand ${path}${said}`, {
        fix: `Correct the query in ${path}.`,
      });
    case 'execution':
      throw new QueryError(`${server} cannot compute ${path}${said}`, {
        fix: `Correct the query in ${path}; try it in the server's own page.`,
      });
    case 'timeout':
    case 'canceled':
      throw new QueryError(
        `${server} gave up on ${path}, which takes too long${said}`,
        {
          fix: `Make ${path} cheaper, for example with a recording rule.`,
          slow: true,
        },
      );
    default:
      throw new QueryError(
        `${server} answers ${path} with status ${status}${said}`,
        {
          fix: `Look into the log of ${server}, and whether its address is right. It is tried again by itself.`,
        },
      );
  }
}

function labelsOf(metric: unknown): Record<string, string> | undefined {
  const entries = Object.entries(fields(metric));
  return entries.every(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
    ? Object.fromEntries(entries)
    : undefined;
}

/** Prometheus writes numbers as texts; null if it is none. */
function numberOf(value: unknown): number | null {
  if (typeof value !== 'string' || value === '') return null;
  if (/^[+-]?Inf$/.test(value)) return value[0] === '-' ? -Infinity : Infinity;
  const number = Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? null : number;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [])
    .filter(text => typeof text === 'string')
    .slice(0, MOST_WARNINGS)
    .map(text => text.slice(0, LONGEST_MESSAGE));
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
