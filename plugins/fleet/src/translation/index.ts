import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/core-plugin-api/alpha';
import { common } from './common';
import { migration } from './migrationActs';
import { migrations } from './migrations';
import { service } from './service';
import { sources } from './sources';
import { states } from './states';
import { team } from './team';

/** Every text of the fleet's pages, in English; `common.locale` also chooses how numbers and dates are written. @public */
export const fleetTranslationRef = createTranslationRef({
  id: 'plugin.fleet',
  messages: { common, states, team, service, sources, migrations, migration },
});

/** Gives a text of {@link fleetTranslationRef}. */
export type FleetT = TranslationFunction<(typeof fleetTranslationRef)['T']>;
