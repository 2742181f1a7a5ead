// @ts-check

/**
 * In which time zone a team works, as the catalog says it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('teams', table => {
    table
      .text('time_zone')
      .nullable()
      .comment('As its annotation says, which may be wrong; null: it has none');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('teams', table => {
    table.dropColumn('time_zone');
  });
};
