/** Whether a repository matches, as a whole, one of some patterns, in which `*` is anything without a slash and `**` anything. */
export function matcherOf(
  patterns: readonly string[],
): (repository: string) => boolean {
  const expressions = patterns.map(pattern => {
    const source = pattern
      .split(/(\*+)/)
      .map(part => {
        if (part.startsWith('**')) return '.*';
        return part === '*'
          ? '[^/]*'
          : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
      })
      .join('');
    return new RegExp(`^${source}$`);
  });
  return repository => expressions.some(one => one.test(repository));
}
