/** A pattern of names: `*` is anything without a slash, `**` anything. */
export interface NamePattern {
  /** Of which instance; undefined: of any. */
  instance: string | undefined;
  matches(name: string): boolean;
}

/** Reads a pattern. All but stars stands for itself. */
export function namePattern(text: string, instance?: string): NamePattern {
  const source = text
    .split(/(\*+)/)
    .map(part => {
      if (part.startsWith('**')) return '.*';
      return part === '*'
        ? '[^/]*'
        : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  const expression = new RegExp(`^${source}$`, 's');
  return { instance, matches: name => expression.test(name) };
}

/** Reads a pattern of full names of jobs, `[instance:]pattern`. Without an instance it is of the default one, and `*:` is any. */
export function jobPattern(text: string): NamePattern {
  const [, instance = 'default', pattern = ''] =
    /^(?:([^:/]+):)?(.*)$/s.exec(text) ?? [];
  return namePattern(pattern, instance === '*' ? undefined : instance);
}
