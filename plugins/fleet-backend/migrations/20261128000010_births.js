// @ts-check

/**
 * When a service was born: when it was first registered, or when its first commit was made.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('service_delivery', table => {
    table
      .bigInteger('born_at')
      .nullable()
      .comment('Null: nobody knows, or it was there before anybody looked');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('service_delivery', table => {
    table.dropColumn('born_at');
  });
};
