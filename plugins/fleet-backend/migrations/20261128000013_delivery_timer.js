// @ts-check

/**
 * When the numbers of a service change without anything being observed: an outage that goes on becomes one after a minute.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('service_delivery', table => {
    table
      .bigInteger('next_timer')
      .nullable()
      .comment(
        'When it is to be derived again; null: when something is learnt',
      );
  });
  await knex.raw(
    'create index service_delivery_timer on service_delivery (next_timer) where next_timer is not null',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index service_delivery_timer');
  await knex.schema.alterTable('service_delivery', table => {
    table.dropColumn('next_timer');
  });
};
