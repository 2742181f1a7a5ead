import { SourceError } from '@landfall/backstage-plugin-fleet-node';

/**
 * An answer of a master that is not what was asked for. `absent`: it says that there is no such thing. `refused`: any other refusal. `malformed`: it is not what Helios
 * answers.
 */
export type AnswerTrouble = 'absent' | 'refused' | 'malformed';

/** A master answered, but not what was asked for; says what to do. */
export class HeliosError extends SourceError {
  readonly kind: AnswerTrouble;
  readonly status: number;

  constructor(
    kind: AnswerTrouble,
    message: string,
    options: { fix: string; status: number; cause?: unknown },
  ) {
    super(message, options);
    this.name = 'HeliosError';
    this.kind = kind;
    this.status = options.status;
  }
}

const LONGEST_WORDS = 300;

/**
 * What a master says about why it refuses, in any of its shapes: plain text (though labelled JSON), nothing, `{"message"}`, `{"status"}`. Undefined if it says
 * nothing.
 */
export function wordsOf(text: string): string | undefined {
  const said = saidIn(text).trim();
  return said === '' ? undefined : said.slice(0, LONGEST_WORDS);
}

function saidIn(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A gateway on the way answers in HTML.
    return text.trimStart().startsWith('<') ? '' : text;
  }
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  for (const key of ['message', 'status'] as const) {
    const words: unknown = (value as Record<string, unknown>)[key];
    if (typeof words === 'string') return words;
  }
  return '';
}
