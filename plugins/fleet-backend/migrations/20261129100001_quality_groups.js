// @ts-check

/**
 * What of the data is mended in one act, by service: so that a page of what to mend reads as many rows as there are things to mend, and not all
 * records. What is there is derived anew.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('service_quality_groups', table => {
    table.comment('What of a service is mended in one act');
    table.specificType('service', text).notNullable();
    table
      .specificType('group_id', text)
      .notNullable()
      .comment('The same for all services that the act mends');
    table.specificType('kind', text).notNullable();
    table.specificType('place_kind', text).notNullable();
    table.specificType('place', text).notNullable();
    table.integer('records').notNullable();
    table.integer('improves').notNullable();
    table
      .integer('numbers')
      .notNullable()
      .comment('How many metrics of the service it improves');
    table.bigInteger('since');
    table.bigInteger('latest');
    table.primary(['service', 'group_id']);
    table.index(['group_id', 'service'], 'service_quality_groups_group');
  });

  await knex('service_quality').del();
  await knex.schema.alterTable('service_quality', table => {
    table.specificType('group_id', text).notNullable().defaultTo('');
    table.bigInteger('at').notNullable().defaultTo(0).comment('0: not known');
    table.specificType('deployment', text);
    table.text('link');
    table.dropIndex(['improves', 'id'], 'service_quality_improves');
    table.index(['improves', 'at', 'id'], 'service_quality_improves');
    table.index(['group_id', 'improves', 'at', 'id'], 'service_quality_group');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('service_quality', table => {
    table.dropIndex(
      ['group_id', 'improves', 'at', 'id'],
      'service_quality_group',
    );
    table.dropIndex(['improves', 'at', 'id'], 'service_quality_improves');
    table.index(['improves', 'id'], 'service_quality_improves');
    table.dropColumns('group_id', 'at', 'deployment', 'link');
  });
  await knex.schema.dropTable('service_quality_groups');
};
