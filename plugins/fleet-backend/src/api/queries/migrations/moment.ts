import { InputError } from '@backstage/errors';
import {
  formatInstant,
  parseInstant,
} from '@landfall/backstage-plugin-fleet-common';
import type { Visibility } from '../../../permissions/visibility';
import type { ApiDependencies } from '../../dependencies';
import { KnownScopes } from '../scopes';
import type { MigrationContext } from './review';
import type { Moment } from './selection';

/** A page that was opened before the clocks of two machines agreed is still about the present. */
const AHEAD_MS = 60_000;

/**
 * The moment that a request asks about: the present where it names none.
 *
 * @throws InputError when that is in the future.
 */
export function momentOf(
  { clock, timeZone: zone }: Pick<ApiDependencies, 'clock' | 'timeZone'>,
  { at }: { at?: string | undefined },
): Moment {
  const now = clock.now();
  if (at === undefined) return { at: now, live: true, zone };
  const moment = parseInstant(at);
  if (moment > now + AHEAD_MS) {
    throw new InputError(
      `The parameter "at" must not be in the future; it is ${formatInstant(
        now,
      )} now.`,
    );
  }
  return moment >= now
    ? { at: now, live: true, zone }
    : { at: moment, live: false, zone };
}

/** What every answer about migrations needs, read once per request. */
export async function readMigrationContext(
  options: Pick<ApiDependencies, 'clock' | 'database' | 'ledger' | 'timeZone'>,
  request: { query: { at?: string | undefined }; visibility: Visibility },
): Promise<MigrationContext> {
  const moment = momentOf(options, request.query);
  return {
    moment,
    visibility: request.visibility,
    scopes: await (moment.live
      ? KnownScopes.read(options.database, moment.at)
      : KnownScopes.readPast(options.database, moment.at)),
    zone: options.timeZone,
    ledger: options.ledger,
  };
}
