import type { Knex } from 'knex';
import type { TeamRow } from '../../projections/tables';
import type {
  DeliveryOptions,
  Owner,
} from '../../projections/delivery/options';

/** In which time zone a list is shown that is about one service or one team; undefined where it is about neither. */
export async function readDisplayZone(
  database: Knex,
  options: {
    service?: string;
    team?: string;
    hoursOf: DeliveryOptions['hoursOf'];
  },
): Promise<string | undefined> {
  const { service, team, hoursOf } = options;
  if (service === undefined && team === undefined) return undefined;
  const row: { ref: string | null; zone: TeamRow['time_zone'] } | undefined =
    service === undefined
      ? await database('teams')
          .where({ ref: team })
          .first('ref', 'time_zone as zone')
      : await database('services as s')
          .leftJoin('teams as t', 't.ref', 's.owner')
          .where('s.ref', service)
          .first('s.owner as ref', 't.time_zone as zone');
  return hoursOf(isOwner(row) ? row : null).zone;
}

function isOwner(
  row: { ref: string | null; zone: string | null } | undefined,
): row is Owner {
  return row !== undefined && row.ref !== null;
}
