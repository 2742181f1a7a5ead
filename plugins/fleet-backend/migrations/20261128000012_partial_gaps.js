/**
 * Whether looks went on while none was complete, so that a moment of the past tells what was seen in part from what nobody looked at.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('scope_gaps', table => {
    table
      .boolean('partial')
      .notNullable()
      .defaultTo(false)
      .comment('When it was found, looks succeeded that did not see all');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('scope_gaps', table => {
    table.dropColumn('partial');
  });
};
