/** Arguments that a command cannot do anything with. Whoever typed them needs a sentence and the usage, no stack. */
export class UsageError extends Error {
  name = 'UsageError';
}

/** What to say of an error that lies in the arguments; undefined for any other. */
export function misuseOf(error: unknown): string | undefined {
  if (error instanceof UsageError) {
    return error.message;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return code?.startsWith('ERR_PARSE_ARGS') ? message : undefined;
}

/** Whether help is asked for, rather than something whose name looks like it behind `--`. */
export function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

/**
 * A number that was given as text.
 *
 * @throws UsageError when it is none, or less than `min`
 */
export function numberOf(
  name: string,
  text: string,
  { min }: { min: number },
): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < min) {
    throw new UsageError(
      `--${name} wants a number of at least ${min}, not "${text}".`,
    );
  }
  return value;
}
