/** Says in a sentence what is wrong with a filter over entities, and what to write: the schema of the framework lists everything that it is not. */

/** How the value of a field may be asked for. */
const ASKS: Record<
  string,
  { takes: string; example: string; fits: (value: unknown) => boolean }
> = {
  $exists: {
    takes: 'true or false',
    example: 'true',
    fits: value => typeof value === 'boolean',
  },
  $in: {
    takes: 'a list of texts, numbers, or true and false',
    example: '["service", "website"]',
    fits: value => Array.isArray(value) && value.every(isPlain),
  },
  $contains: {
    takes: 'a value, or a filter over what the list holds',
    example: '"java"',
    fits: value => isPlain(value) || isFields(value),
  },
  $hasPrefix: {
    takes: 'a text',
    example: '"group:"',
    fits: value => typeof value === 'string',
  },
};
const JOINS = ['$all', '$any', '$not'];

/** The first mistake in what the framework does not take for a filter; undefined where none of those that people make is found. */
export function filterMistake(filter: unknown): string | undefined {
  if (isPlain(filter)) return undefined;
  if (!isFields(filter)) {
    return 'it has to be fields with what they must be, such as {"spec.type": "service"}.';
  }
  const names = Object.keys(filter);
  const join = names.find(name => JOINS.includes(name));
  if (join !== undefined) {
    const beside = names.find(name => name !== join);
    return beside === undefined
      ? mistakeWithin(join, filter[join])
      : `"${beside}" stands beside "${join}": put all of them into {"$all": […]}, one filter each.`;
  }
  const unknown = names.find(name => name.startsWith('$'));
  if (unknown !== undefined) {
    return `"${unknown}" is unknown: write the name of a field, such as "spec.type", or "$all", "$any" or "$not".`;
  }
  return firstOf(names, name => mistakeOfField(name, filter[name]));
}

/** What is wrong with what stands within `$all`, `$any` or `$not`. */
function mistakeWithin(join: string, value: unknown): string | undefined {
  if (join === '$not') return filterMistake(value);
  return Array.isArray(value)
    ? firstOf(value, filterMistake)
    : `"${join}" takes a list of filters, such as {"${join}": [{"spec.type": "service"}]}.`;
}

function mistakeOfField(field: string, value: unknown): string | undefined {
  if (isPlain(value)) return undefined;
  if (value === null) {
    return `"${field}" is compared with nothing: write {"${field}": {"$exists": false}} for what does not have it.`;
  }
  if (!isFields(value)) {
    return `"${field}" is compared with a list: write {"${field}": {"$in": […]}} for any of its values, or {"${field}": {"$contains": …}} for a field that is a list.`;
  }
  const [name] = Object.keys(value);
  if (name === undefined) {
    return `"${field}" is compared with {}: write a value, or {"${field}": {"$exists": true}}.`;
  }
  if (!name.startsWith('$')) {
    return `"${name}" stands within "${field}": write the whole path as one name, "${field}.${name}".`;
  }
  const ask = ASKS[name];
  if (ask === undefined) {
    return `"${name}" is unknown: of "${field}" one can ask for a value, or with ${Object.keys(
      ASKS,
    ).join(', ')}.`;
  }
  if (!ask.fits(value[name])) {
    return `"${name}" of "${field}" takes ${ask.takes}, such as {"${field}": {"${name}": ${ask.example}}}.`;
  }
  return name === '$contains' ? filterMistake(value[name]) : undefined;
}

function firstOf<T>(
  parts: readonly T[],
  mistake: (part: T) => string | undefined,
): string | undefined {
  for (const part of parts) {
    const found = mistake(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
