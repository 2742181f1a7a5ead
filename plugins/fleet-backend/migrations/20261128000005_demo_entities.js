// @ts-check

const TABLES = ['services', 'teams'];

/**
 * Which services and teams are made up: they go at once when nobody makes them up any more, while real ones are only missed for a while.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  for (const name of TABLES) {
    await knex.schema.alterTable(name, table => {
      table
        .boolean('demo')
        .notNullable()
        .defaultTo(false)
        .comment('Made up by a demo');
    });
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const name of TABLES) {
    await knex.schema.alterTable(name, table => {
      table.dropColumn('demo');
    });
  }
};
