// @ts-check

/**
 * What a scope covers: of which services a complete look that found nothing says that nothing happened.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('source_scopes', table => {
    table
      .text('covers')
      .nullable()
      .comment(
        'JSON: kinds, and origins of the services; null: it says nothing',
      );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('source_scopes', table => {
    table.dropColumn('covers');
  });
};
