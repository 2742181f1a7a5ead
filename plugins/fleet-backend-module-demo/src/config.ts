import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { DemoOptions } from './source';

/**
 * Reads `fleet.demo`: which company is made up; undefined when none is wanted.
 *
 * @throws InputError that names the line to change.
 */
export function readDemoConfig(root: Config): DemoOptions | undefined {
  const config = root.getOptionalConfig('fleet.demo');
  if (!config?.getOptionalBoolean('enabled')) return undefined;
  return {
    seed: config.getOptionalString('seed') ?? 'landfall',
    teams: readCount(config, 'teams', { standard: 20, max: 2_000 }),
    services: readCount(config, 'services', { standard: 200, max: 20_000 }),
    days: readCount(config, 'days', { standard: 90, max: 1_000 }),
  };
}

function readCount(
  config: Config,
  key: string,
  { standard, max }: { standard: number; max: number },
): number {
  const value = config.getOptionalNumber(key) ?? standard;
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new InputError(
      `fleet.demo.${key}: ${value} must be a whole number from 1 to ${max}`,
    );
  }
  return value;
}
