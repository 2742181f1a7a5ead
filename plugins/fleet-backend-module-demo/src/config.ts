import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { z } from 'zod';
import type { DemoOptions } from './source';

const count = (options: { standard: number; max: number }) =>
  z.number().int().min(1).max(options.max).default(options.standard);

const keys = {
  seed: z.string().min(1).max(100).default('landfall'),
  teams: count({ standard: 20, max: 2_000 }),
  services: count({ standard: 200, max: 20_000 }),
  days: count({ standard: 90, max: 1_000 }),
};

/** What `fleet.demo` says. */
export interface DemoConfig {
  /** Which company is made up; undefined when none is wanted. */
  options: DemoOptions | undefined;
  /** What is wrong with it, each with the line to change; defaults hold instead. */
  problems: Problem[];
}

/** Reads `fleet.demo`. Bad lines are left out and named, so that the portal starts. */
export function readDemoConfig(root: Config): DemoConfig {
  const given = z
    .record(z.string(), z.unknown())
    .default({})
    .safeParse(root.getOptional('fleet.demo'));
  if (!given.success) {
    return {
      options: undefined,
      problems: [
        {
          text: 'fleet.demo is not a section.',
          fix: 'Write fleet.demo.enabled: true or false.',
        },
      ],
    };
  }
  const { enabled = false, ...others } = given.data;
  const problems: Problem[] = [];
  function read<T>(key: string, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(others[key]);
    if (parsed.success) return parsed.data;
    problems.push({
      text: `fleet.demo.${key}: ${parsed.error.issues[0].message}.`,
      fix: `Correct fleet.demo.${key}, or leave it out; until then its default holds.`,
    });
    return schema.parse(undefined);
  }
  const options = {
    seed: read('seed', keys.seed),
    teams: read('teams', keys.teams),
    services: read('services', keys.services),
    days: read('days', keys.days),
  };
  for (const key of Object.keys(others)) {
    if (!Object.hasOwn(keys, key)) {
      problems.push({
        text: `fleet.demo.${key} is not known.`,
        fix: `Remove it; known are enabled, ${Object.keys(keys).join(', ')}.`,
      });
    }
  }
  if (typeof enabled !== 'boolean') {
    problems.push({
      text: 'fleet.demo.enabled is neither true nor false.',
      fix: 'Write fleet.demo.enabled: true or false; until then there is no made-up company.',
    });
  }
  return { options: enabled === true ? options : undefined, problems };
}
