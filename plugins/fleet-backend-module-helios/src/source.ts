import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  authoritiesProblem,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import type { HeliosConfig } from './config/types';
import { heliosScope } from './poll';

/**
 * The source of the configured clusters. One whose authority cannot be read tells so itself, and is tried again as long as the portal runs: a file may
 * come later.
 */
export function createHeliosSource({
  masters,
  problems,
}: HeliosConfig): Source {
  return {
    id: 'helios',
    title: 'Helios',
    observes: ['presence', 'rollout', 'operation', 'host'],
    problems,
    scopes: masters.map(master => heliosScope({ master })),
  };
}

/** Which files that the masters need cannot be used just now. */
export async function unreadableFiles(
  masters: HeliosConfig['masters'],
): Promise<Problem[]> {
  const found = await Promise.all(
    masters.map(({ name, path, access }) =>
      authoritiesProblem(access, {
        server: `Helios master of ${name}`,
        place: path,
      }),
    ),
  );
  return found.filter(problem => problem !== undefined);
}
