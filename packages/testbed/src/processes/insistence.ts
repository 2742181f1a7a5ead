const SAME_MS = 500;

/**
 * Tells a person who insists from one Ctrl-C that comes twice: from the terminal, and from a parent that passes it on.
 *
 * @returns a function to call at each interruption; gives whether it is to end us at once
 */
export function insistence(
  now: () => number = () => performance.now(),
): () => boolean {
  let first: number | undefined;
  return () => {
    first ??= now();
    return now() - first > SAME_MS;
  };
}
