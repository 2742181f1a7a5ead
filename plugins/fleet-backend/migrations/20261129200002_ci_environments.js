// @ts-check

/**
 * Where CI deployed a service, so that people see what is mapped to an environment and what is not.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('service_delivery', table => {
    table
      .text('ci_environments')
      .notNullable()
      .defaultTo('[]')
      .comment(
        'JSON: [repository or job, as CI names it, environment or null]',
      );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('service_delivery', table => {
    table.dropColumn('ci_environments');
  });
};
