// @ts-check

/**
 * Deployments of all services, newest first.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('deployments', table => {
    table.index(['started_at', 'revision', 'id'], 'deployments_started_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('deployments', table => {
    table.dropIndex(
      ['started_at', 'revision', 'id'],
      'deployments_started_idx',
    );
  });
};
