import type { z } from 'zod';

/**
 * Says in a sentence which parameter of a request is wrong and what is allowed.
 *
 * @param allowed - names of the parameters that the route knows.
 */
export function refusalOf(
  error: z.ZodError,
  allowed: readonly string[],
): string {
  const [issue] = error.issues;
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map(quote).join(', ');
    return `This route has no parameter ${names}; it knows ${
      allowed.join(', ') || 'none'
    }.`;
  }
  return `The parameter ${quote(String(issue.path[0]))} ${demand(issue)}.`;
}

const MAX_NAMED = 5;

/** Says in sentences which fields of a body are wrong and what is allowed; at most five. */
export function refusalOfBody(error: z.ZodError): string {
  const sentences = error.issues.map(issue => {
    if (issue.code === 'unrecognized_keys') {
      const where = issue.path.length > 0 ? `in ${pathOf(issue)} ` : '';
      return `The body has an unknown field ${where}${issue.keys
        .map(quote)
        .join(', ')}.`;
    }
    if (issue.path.length === 0) return `The body ${demandOfBody(issue)}.`;
    return `The field ${quote(pathOf(issue))} ${demandOfBody(issue)}.`;
  });
  const more = sentences.length - MAX_NAMED;
  return [
    ...sentences.slice(0, MAX_NAMED),
    ...(more > 0 ? [`There are ${more} more.`] : []),
  ].join(' ');
}

function pathOf(issue: z.core.$ZodIssue): string {
  return issue.path.map(String).join('.');
}

const formats: Record<string, string> = {
  date: 'a day such as 2026-11-21',
  datetime: 'a moment such as 2026-11-21T10:00:00Z',
  url: 'an address that begins with http:// or https://',
};

function demandOfBody(issue: z.core.$ZodIssue): string {
  // The contract's own words say more than a rule that is read out.
  if (!/^(Invalid|Too |Unrecognized)/.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') {
    return issue.message.endsWith('received undefined')
      ? 'is missing'
      : `must be ${article(issue.expected)}`;
  }
  if (issue.code === 'invalid_union') {
    return 'options' in issue && Array.isArray(issue.options)
      ? `must be one of ${issue.options.join(', ')}`
      : 'is none of the forms that are allowed here';
  }
  if (issue.code === 'invalid_format') {
    return `must be ${formats[issue.format] ?? `a valid ${issue.format}`}`;
  }
  return demand(issue);
}

function article(type: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    int: 'a whole number',
    record: 'an object',
    object: 'an object',
    array: 'a list',
    boolean: 'true or false',
  };
  return names[type] ?? `a ${type}`;
}

function demand(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values
        .map(String)
        .join(', ')}`;
    case 'too_small':
      return `must be at least ${bound(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must be at most ${bound(issue.maximum, issue.origin)}`;
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int'
        ? 'must be a whole number'
        : 'may be given only once';
    default:
      return issue.message;
  }
}

function bound(value: number | bigint, origin: string): string {
  if (origin === 'string') return `${value} characters long`;
  return origin === 'array' ? `${value} values` : String(value);
}

function quote(name: string): string {
  return `"${name.slice(0, 100)}"`;
}
