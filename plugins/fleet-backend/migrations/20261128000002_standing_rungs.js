/**
 * When a service left `planned` and when it was retired, out of the JSON of the rungs that it reached: sums over waves read both of every service, and
 * parsing that JSON was most of what they cost.
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
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of ['standings', 'standing_history']) {
    await knex.raw(`alter table ${table} drop column started_at`);
    await knex.raw(`alter table ${table} drop column retired_at`);
  }
};
