/** Label selectors as Kubernetes writes them: `app=cart,tier!=test,zone in (a, b),!canary`. Pure. */
import { valueOf } from './match';

/** One requirement of a selector. */
export type Requirement =
  | { key: string; operator: 'in' | 'notin'; values: readonly string[] }
  | { key: string; operator: 'exists' | 'missing' };

const NAME = String.raw`[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?`;
const VALUE = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?`;
const EQUALITY = new RegExp(`^(${NAME})\\s*(==|=|!=)\\s*(${VALUE})$`);
const SET = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${NAME})$`);
const WHOLE_VALUE = new RegExp(`^${VALUE}$`);

/**
 * Reads a selector.
 *
 * @returns null when it is malformed, or empty: an empty one would select everything.
 */
export function parseLabelSelector(text: string): Requirement[] | null {
  // Commas inside parentheses belong to a set.
  const parts = text.split(/,(?![^()]*\))/).map(part => part.trim());
  const requirements: Requirement[] = [];
  for (const part of parts) {
    const requirement = parseRequirement(part);
    if (!requirement) {
      return null;
    }
    requirements.push(requirement);
  }
  return requirements;
}

function parseRequirement(text: string): Requirement | null {
  const equality = EQUALITY.exec(text);
  if (equality) {
    const [, key, operator, value] = equality;
    return {
      key,
      operator: operator === '!=' ? 'notin' : 'in',
      values: [value],
    };
  }
  const set = SET.exec(text);
  if (set) {
    const values = set[3].split(',').map(value => value.trim());
    return values.every(value => WHOLE_VALUE.test(value))
      ? { key: set[1], operator: set[2] === 'in' ? 'in' : 'notin', values }
      : null;
  }
  const existence = EXISTENCE.exec(text);
  return existence
    ? { key: existence[2], operator: existence[1] ? 'missing' : 'exists' }
    : null;
}

/** Whether labels meet every requirement. As in Kubernetes, a label that is missing is `notin` any set. */
export function selects(
  requirements: readonly Requirement[],
  labels: Readonly<Record<string, string>>,
): boolean {
  return requirements.every(requirement => {
    const value = valueOf(labels, requirement.key);
    switch (requirement.operator) {
      case 'in':
        return value !== undefined && requirement.values.includes(value);
      case 'notin':
        return value === undefined || !requirement.values.includes(value);
      case 'exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}
