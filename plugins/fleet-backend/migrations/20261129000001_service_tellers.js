// @ts-check

/**
 * What tells of how a service is delivered, beside what sees its targets: how fresh its numbers are depends on both.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';
  await knex.schema.createTable('service_tellers', table => {
    table.comment(
      'Scopes of CI, code hosts and incident tools that told of services',
    );
    table.specificType('service', text).notNullable();
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.primary(['service', 'source', 'scope']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('service_tellers');
};
