/**
 * What the review asks of every service, so that it costs little: who is new on the old side, by an index; and when each left `planned` and was retired,
 * out of the JSON of the rungs that it reached, parsing which was most of what sums cost.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  const reached = rung =>
    postgres
      ? `(reached::json->>'${rung}')::bigint`
      : `json_extract(reached, '$.${rung}')`;
  const rungs = [
    'ready',
    'side_by_side',
    'shifting',
    'validating',
    'migrated',
    'retired',
  ];
  const started = postgres
    ? `least(${rungs.map(reached).join(', ')})`
    : // There the least of several is null where one of them is.
      `nullif(min(${rungs
        .map(rung => `coalesce(${reached(rung)}, ${Number.MAX_SAFE_INTEGER})`)
        .join(', ')}), ${Number.MAX_SAFE_INTEGER})`;
  const kept = postgres ? 'stored' : 'virtual';
  for (const table of ['standings', 'standing_history']) {
    for (const [name, value] of [
      ['started_at', started],
      ['retired_at', reached('retired')],
    ]) {
      await knex.raw(
        `alter table ${table} add column ${name} bigint generated always as (${value}) ${kept}`,
      );
    }
  }
  await knex.raw(
    'create index standings_born on standings (migration, born_on_from_at) where born_on_from_at is not null',
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.raw('drop index standings_born');
  for (const table of ['standings', 'standing_history']) {
    await knex.raw(`alter table ${table} drop column started_at`);
    await knex.raw(`alter table ${table} drop column retired_at`);
  }
};
