import type { Config } from '@backstage/config';
import { z } from 'zod';

const refSchema = z
  .string()
  .toLowerCase()
  .regex(/^(group|user):[^:/]+\/[^:/]+$/);

/** Who may see what, from `portal.policy`. */
export interface PolicyConfig {
  /** Full references of groups and users who may do everything. */
  admins: ReadonlySet<string>;
  /** Whose services somebody sees: all, or those that they or their teams own. */
  services: 'all' | 'owned';
  /** Who sees the sources and what matches no service. */
  sources: 'all' | 'admins';
  /** Full references of groups and users who decide on exemptions, besides admins. */
  approvers: ReadonlySet<string>;
}

/**
 * Reads `portal.policy`. Where a line is wrong, the narrowest that it could mean holds, and the line is named.
 */
export function readPolicyConfig(root: Config): {
  value: PolicyConfig;
  /** Sentences that name the line to change. */
  problems: string[];
} {
  const problems: string[] = [];
  const section = z
    .record(z.string(), z.unknown())
    .default({})
    .safeParse(root.getOptional('portal.policy'));
  if (!section.success) problems.push('portal.policy is not a section');
  const {
    admins = [],
    approvers = [],
    services = section.success ? 'all' : 'owned',
    sources = section.success ? 'all' : 'admins',
    ...others
  } = section.data ?? {};

  for (const key of Object.keys(others)) {
    problems.push(
      `portal.policy.${key} is not known; known are admins, approvers, services and sources`,
    );
  }
  const refs = (key: string, given: unknown, consequence: string) =>
    (Array.isArray(given) ? given : [given]).flatMap((each: unknown, index) => {
      const ref = refSchema.safeParse(each);
      if (ref.success) return [ref.data];
      problems.push(
        `portal.policy.${key}[${index}] must be a full reference of a group or user, such as group:default/platform; ${consequence}`,
      );
      return [];
    });
  const adminRefs = refs('admins', admins, 'nobody is an admin by it');
  const approverRefs = refs('approvers', approvers, 'nobody approves by it');
  if (services !== 'all' && services !== 'owned') {
    problems.push(
      'portal.policy.services must be all or owned; owned holds until then',
    );
  }
  if (sources !== 'all' && sources !== 'admins') {
    problems.push(
      'portal.policy.sources must be all or admins; admins holds until then',
    );
  }
  return {
    value: {
      admins: new Set(adminRefs),
      approvers: new Set(approverRefs),
      services: services === 'all' ? 'all' : 'owned',
      sources: sources === 'all' ? 'all' : 'admins',
    },
    problems,
  };
}
