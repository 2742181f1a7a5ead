import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { DeploymentRules } from './delivery/deployments';
import { deliveryConfigSchema } from './deliveryConfig';
import { directoryConfigSchema } from './directory/config';
import { lenientParse } from './lenientParse';

const fleetConfigSchema = directoryConfigSchema.extend({
  /** In which days and weeks are cut. */
  timeZone: z
    .string()
    .refine(IANAZone.isValidZone, {
      message: 'must be the name of a time zone such as Europe/Stockholm',
    })
    .default('UTC'),
  /** Secret. Default: a random one that is kept in the database. */
  fingerprintKey: z.string().min(16).optional(),
  deployments: z
    .strictObject({
      /** How long after its earliest rollout another one still belongs to a deployment. */
      joinMinutes: z.number().min(1).max(1440).default(60),
      /** Whose finish is that of a deployment on several targets: the last one's, the first one's, or the one that makes a majority. */
      finish: z.enum(['last', 'first', 'majority']).default('last'),
    })
    .prefault({}),
  delivery: deliveryConfigSchema.prefault({}),
});

/** The section `fleet` of the configuration, without what belongs to modules. */
export type FleetConfig = z.output<typeof fleetConfigSchema>;

/** How rollouts join to deployments, as the configuration says. */
export function deploymentRules({ deployments }: FleetConfig): DeploymentRules {
  return {
    joinMs: deployments.joinMinutes * 60_000,
    finish: deployments.finish,
  };
}

/** The key of migrations, which are checked one by one: a wrong one is left out as a whole. */
const MIGRATIONS_KEY = 'migrations';

/** The keys under `fleet` that modules of this project read, whether installed or not. */
const moduleKeys = [
  'demo',
  'github',
  'gitlab',
  'helios',
  'incidents',
  'jenkins',
  'kubernetes',
  'prometheus',
];

/**
 * Reads the section `fleet`. Bad lines are left out and named, so that the portal starts.
 *
 * @param options.sources - ids of the installed sources: each owns the key of its name.
 */
export function readFleetConfig(options: {
  config: Config;
  sources: readonly string[];
}): { value: FleetConfig; problems: Problem[] } {
  const section = options.config.getOptional('fleet');
  const owned = new Set([MIGRATIONS_KEY, ...moduleKeys, ...options.sources]);
  const ours =
    typeof section === 'object' && section !== null && !Array.isArray(section)
      ? Object.fromEntries(
          Object.entries(section).filter(([key]) => !owned.has(key)),
        )
      : section;
  return lenientParse({
    schema: fleetConfigSchema,
    input: ours,
    path: 'fleet',
  });
}
