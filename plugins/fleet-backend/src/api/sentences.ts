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
