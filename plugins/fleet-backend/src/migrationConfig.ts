import type { Config } from '@backstage/config';
import type {
  MigrationDefinition,
  Problem,
} from '@landfall/backstage-plugin-fleet-common';
import { checkDefinition } from './migration/definition';
import { checkFilter } from './projections/migrations/compiled';

const PATH = 'fleet.migrations';

/**
 * Reads `fleet.migrations`. A definition that contradicts itself is left out, and each problem is named with its line, so that the portal
 * starts.
 */
export function readMigrationConfig(config: Config): {
  definitions: MigrationDefinition[];
  problems: Problem[];
} {
  const given = config.getOptional(PATH) ?? [];
  if (!Array.isArray(given)) {
    return {
      definitions: [],
      problems: [
        {
          text: `${PATH} must be a list of definitions`,
          fix: `Write each migration as an item of ${PATH}.`,
        },
      ],
    };
  }
  const definitions = new Map<string, MigrationDefinition>();
  const problems: Problem[] = [];
  given.forEach((written, index) => {
    const line = `${PATH}[${index}]`;
    const checked = checkDefinition(written, { checkFilter });
    const { definition } = checked;
    if (!definition) {
      problems.push(
        ...checked.problems.map(({ text, fix }) => ({
          text: `${line} is left out: ${text}`,
          fix,
        })),
      );
    } else if (definitions.has(definition.id)) {
      problems.push({
        text: `${line} is left out: there is another migration ${definition.id} above it`,
        fix: `Give ${line} an id of its own.`,
      });
    } else {
      definitions.set(definition.id, definition);
    }
  });
  return { definitions: [...definitions.values()], problems };
}
