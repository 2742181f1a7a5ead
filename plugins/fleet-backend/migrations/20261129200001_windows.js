// Windows are configuration: how often services deploy is kept in service_frequency only, one row per window.
const COLUMNS = ['per_week_7', 'per_week_30', 'per_week_90'];

/**
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  for (const column of COLUMNS) {
    await knex.raw('alter table ?? drop column ??', ['service_state', column]);
  }
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('service_state', table => {
    for (const column of COLUMNS) table.double(column).nullable();
  });
};
