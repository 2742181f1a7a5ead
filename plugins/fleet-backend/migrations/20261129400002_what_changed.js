// @ts-check

/**
 * What explains why a number is another one than before, and incidents that name a deployment of another service.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('service_delivery', table => {
    table
      .text('load')
      .notNullable()
      .defaultTo('{}')
      .comment('JSON: each kind of operational load by day');
  });
  await knex.schema.alterTable('service_incidents', table => {
    table
      .text('of_service')
      .nullable()
      .comment('Whose it is, where it is not of this service but names it');
  });
  await knex.schema.alterTable('service_causes', table => {
    table
      .text('told')
      .notNullable()
      .defaultTo('')
      .comment('Of what else is told of the incident: a hash');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('service_causes', table => {
    table.dropColumn('told');
  });
  await knex('service_incidents').whereNotNull('of_service').del();
  await knex.schema.alterTable('service_incidents', table => {
    table.dropColumn('of_service');
  });
  await knex.schema.alterTable('service_delivery', table => {
    table.dropColumn('load');
  });
};
