import { InputError } from '@backstage/errors';
import {
  fleetValidationReportPermission,
  formatInstant,
  parseInstant,
  type ValidationReceipt,
  type validationReportSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { z } from 'zod';
import type { Ledger } from '../../ledger/types';
import { readMigrations } from '../../projections/migrations/known';
import type { Visibility } from '../../permissions/visibility';
import type { Access, Caller } from '../access';
import type { ApiDependencies } from '../dependencies';
import { readVisibleService } from './visibleService';

/** What the ledger calls reports that come through the API. */
export const API_SOURCE = 'api';
const SCOPE = 'validations';

/** CI's clock may be a little ahead of ours. */
const AHEAD_MS = 5 * 60_000;
const EPOCH_OF_REPORTS = Date.UTC(2010, 0, 1);

/**
 * Records the result of a load or stress test. The same run is one report: telling it again changes nothing, telling another result amends it.
 *
 * @throws NotFoundError, NotAllowedError or InputError with a sentence that says why not.
 */
export async function reportValidation(
  options: Pick<ApiDependencies, 'database' | 'clock'> & {
    ledger: Pick<Ledger, 'record'>;
    access: Access;
    caller: Caller;
    visibility: Visibility;
    report: z.output<typeof validationReportSchema>;
  },
): Promise<ValidationReceipt> {
  const { database, clock, ledger, access, caller, report } = options;
  const service = await readVisibleService(database, {
    service: report.service,
    // CI may report what it cannot read: its token need not be allowed both.
    visibility: caller.user === null ? { services: 'all' } : options.visibility,
  });
  await access.demandOn(caller, {
    permission: fleetValidationReportPermission,
    service,
    what: `report validations of ${report.service}`,
  });
  const now = clock.now();
  const at = parseInstant(report.at);
  if (at > now + AHEAD_MS || at < EPOCH_OF_REPORTS) {
    throw new InputError(
      `The field "at" must be when the test ended, between 2010 and now; it is ${formatInstant(
        now,
      )}.`,
    );
  }
  if (report.migration !== undefined) {
    const found = await readMigrations(database, {
      at: now,
      id: report.migration,
    });
    if (!found.has(report.migration)) {
      throw new InputError(
        `The field "migration" names ${report.migration}, which is not defined; leave it out for all migrations that ask for such a test.`,
      );
    }
  }
  const { peakRate = null, durationSeconds = null, link } = report;
  const { added, amended, refused } = await ledger.record({
    source: API_SOURCE,
    scope: SCOPE,
    observations: [
      {
        kind: 'validation',
        key: JSON.stringify([report.service, report.rule, report.run]),
        // The newest word about a run holds.
        version: now,
        at,
        ended: false,
        endedAt: null,
        service: report.service,
        body: {
          rule: report.rule,
          result: report.result,
          migration: report.migration ?? null,
          peakRate,
          durationSeconds,
          ...(link === undefined ? {} : { link }),
        },
      } satisfies ObservationInput,
    ],
  });
  if (refused.length > 0) {
    throw new InputError(
      `The report was refused: ${refused[0].reason} (${refused[0].paths.join(
        ', ',
      )}).`,
    );
  }
  const known = amended > 0 ? 'amended' : 'unchanged';
  return {
    outcome: added > 0 ? 'added' : known,
    service: report.service,
    run: report.run,
  };
}
