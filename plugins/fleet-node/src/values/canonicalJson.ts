/**
 * JSON in which equal values have equal texts: keys are sorted, and what is undefined is left out.
 *
 * @public
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const parts: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const part: unknown = (value as Record<string, unknown>)[key];
      if (part !== undefined) {
        parts.push(`${JSON.stringify(key)}:${canonicalJson(part)}`);
      }
    }
    return `{${parts.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
