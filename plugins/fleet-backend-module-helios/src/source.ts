import {
  authoritiesProblem,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import type { HeliosConfig } from './config/types';
import { heliosScope } from './poll';

/**
 * The source of the configured clusters. Those whose authority cannot be read are told as problems, and tried again as long as the portal runs: a file may come later.
 */
export async function createHeliosSource({
  masters,
  problems,
}: HeliosConfig): Promise<Source> {
  const unreadable = await Promise.all(
    masters.map(({ name, path, access }) =>
      authoritiesProblem(access, {
        server: `Helios master of ${name}`,
        place: path,
      }),
    ),
  );
  return {
    id: 'helios',
    title: 'Helios',
    observes: ['presence', 'rollout', 'operation', 'host'],
    problems: [
      ...problems,
      ...unreadable.filter(problem => problem !== undefined),
    ],
    scopes: masters.map(master => heliosScope({ master })),
  };
}
