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
    addMigration(written, { demo = false, acts = [] } = {}) {
      const { definition, problems } = checkDefinition(written, {
        checkFilter,
      });
      const taken = given.some(other => other.definition.id === written.id);
      const claimed = !demo && acts.length > 0;
      if (definition && !taken && !claimed) {
        given.push({ definition, origin: 'module', demo, acts });
        return;
      }
      const reasons = [
        ...problems.map(({ text }) => text),
        ...(taken ? ['Another module defines one of that id.'] : []),
        ...(claimed ? ['Only what is made up comes with acts of people.'] : []),
      ];
      const why = reasons.join(' ');
      context.reportModuleStartupFailure({
        error: new Error(`The migration ${written.id} is refused: ${why}`),
      });
    },
  };
}
