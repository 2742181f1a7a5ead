import type { ExtensionPointFactoryContext } from '@backstage/backend-plugin-api';
import type { FleetMigrationsExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { checkDefinition } from './migration/definition';
import { checkFilter } from './projections/migrations/compiled';
import type { GivenMigration } from './projections/migrations/definitions';

/**
 * What one module adds its migrations to. One that contradicts itself is a failure of its module alone.
 */
export function createMigrationsExtension(options: {
  given: GivenMigration[];
  context: ExtensionPointFactoryContext;
}): FleetMigrationsExtensionPoint {
  const { given, context } = options;
  return {
    addMigration(written, { demo = false } = {}) {
      const { definition, problems } = checkDefinition(written, {
        checkFilter,
      });
      const taken = given.some(other => other.definition.id === written.id);
      if (definition && !taken) {
        given.push({ definition, origin: 'module', demo });
        return;
      }
      const why = taken
        ? 'another module defines one of that id'
        : problems.map(({ text }) => text).join(' ');
      context.reportModuleStartupFailure({
        error: new Error(`The migration ${written.id} is refused: ${why}`),
      });
    },
  };
}
