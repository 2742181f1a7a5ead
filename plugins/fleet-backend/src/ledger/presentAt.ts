import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';

/**
 * The condition that a target was known to be somewhere at a moment of the past: something of it had been told of by then, and not yet that this was
 * gone. It starts from the newest version of each of its incarnations, which are few, however many versions there are.
 *
 * @param options.target - the column that names the target.
 */
export function presentAt(
  database: Knex,
  { at, target }: { at: Instant; target: string },
): Knex.Raw {
  const byThen = () =>
    database('observations as earlier')
      .whereRaw('earlier.target = o.target')
      .where('earlier.kind', 'presence')
      .where('earlier.recorded_at', '<=', at)
      .whereRaw('earlier.source = o.source')
      .whereRaw('earlier.scope = o.scope')
      .whereRaw('earlier.key = o.key')
      .select(database.raw('1'));
  const told = database('observations as o')
    .whereRaw('o.target = ??', [target])
    .where('o.kind', 'presence')
    .whereRaw('o.newest')
    .where(known =>
      known
        .where(same =>
          same.where('o.recorded_at', '<=', at).whereRaw('not o.ended'),
        )
        .orWhere(other =>
          other
            .where('o.recorded_at', '>', at)
            .whereRaw('exists ?', [byThen()])
            .where(open =>
              open
                .whereRaw('not o.ended')
                // When it ended may have been said better since.
                .orWhereRaw('not exists ?', [
                  byThen().whereRaw('earlier.ended'),
                ]),
            ),
        ),
    )
    .select(database.raw('1'));
  return database.raw('exists ?', [told]);
}
