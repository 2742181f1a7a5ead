import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Who may see what, from `portal.policy`. */
export interface PolicyConfig {
  /** Full references of groups and users who may do everything. */
  admins: ReadonlySet<string>;
  /** Whose services somebody sees: all, or those that they or their teams own. */
  services: 'all' | 'owned';
  /** Who sees the sources and what matches no service. */
  sources: 'all' | 'admins';
}

/**
 * Reads `portal.policy`.
 *
 * @throws InputError that names the line to change.
 */
export function readPolicyConfig(root: Config): PolicyConfig {
  const config = root.getOptionalConfig('portal.policy');
  return {
    admins: new Set(
      (config?.getOptionalStringArray('admins') ?? []).map(readRef),
    ),
    services: readChoice(config, 'services', ['all', 'owned']),
    sources: readChoice(config, 'sources', ['all', 'admins']),
  };
}

function readRef(text: string): string {
  const ref = text.toLowerCase();
  if (!/^(group|user):[^:/]+\/[^:/]+$/.test(ref)) {
    throw new InputError(
      `portal.policy.admins: '${text}' must be a full reference of a group or user, such as group:default/platform`,
    );
  }
  return ref;
}

/** The first choice is the default. */
function readChoice<T extends string>(
  config: Config | undefined,
  key: string,
  choices: readonly [T, ...T[]],
): T {
  const value = config?.getOptionalString(key);
  if (value === undefined) return choices[0];
  const choice = choices.find(one => one === value);
  if (!choice) {
    throw new InputError(
      `portal.policy.${key}: '${value}' must be one of ${choices.join(', ')}`,
    );
  }
  return choice;
}
