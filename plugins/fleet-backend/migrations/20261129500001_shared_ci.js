// @ts-check

/**
 * Whose is what CI tells of a repository or job that several services share: what entities say, and what services have taken for theirs.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';
  await knex.schema.alterTable('service_origins', table => {
    table
      .text('environments')
      .notNullable()
      .defaultTo('[]')
      .comment('JSON: patterns of environments of CI; empty: not said');
  });
  await knex.schema.createTable('service_ci', table => {
    table.comment(
      'Deployments of CI, told of what several services share, that are of a service',
    );
    table.specificType('service', text).notNullable();
    table
      .specificType('observation', text)
      .notNullable()
      .comment('JSON: source, scope and key');
    table.specificType('origin', text).notNullable();
    table.bigInteger('at').notNullable();
    table
      .specificType('by', text)
      .notNullable()
      .comment('cluster: a rollout says so; commits: what it brought');
    table.primary(['service', 'observation']);
    table.index(['origin', 'at'], 'service_ci_origin');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('service_ci');
  await knex.schema.alterTable('service_origins', table => {
    table.dropColumn('environments');
  });
};
