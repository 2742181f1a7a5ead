// @ts-check

/**
 * What is derived of how a service is delivered: of each deployment its commits, pull requests, failures and recovery; incidents; the
 * numbers over windows and by week; and what does not join.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('deployment_delivery', table => {
    table.comment(
      'What is derived of a deployment beyond the deployment itself',
    );
    table.specificType('id', text).primary();
    table.specificType('service', text).notNullable();
    table.bigInteger('started_at').notNullable();
    table
      .specificType('hash', text)
      .notNullable()
      .comment('Of the detail: what is the same is not written again');
    table
      .text('detail')
      .notNullable()
      .comment('JSON: commits, pull requests, failures, recovery, CI');
    table.index(['service', 'started_at'], 'deployment_delivery_service');
  });

  await knex.schema.createTable('service_incidents', table => {
    table.comment(
      'Incidents of services, each once, by people and tools or detected by clusters',
    );
    table.specificType('service', text).notNullable();
    table
      .specificType('id', text)
      .notNullable()
      .comment('Of the report that was first');
    table.specificType('series', text).notNullable();
    table.bigInteger('opened_at').notNullable();
    table.bigInteger('acknowledged_at');
    table.bigInteger('resolved_at');
    table.text('title').notNullable();
    table.text('severity');
    table.text('link');
    table
      .text('deployments')
      .notNullable()
      .comment('JSON: ids of deployments that failed by it');
    table.primary(['service', 'id']);
    table.index(['service', 'opened_at'], 'service_incidents_opened');
  });

  await knex.schema.createTable('service_metrics', table => {
    table.comment('The numbers of a service over a window');
    table.specificType('service', text).notNullable();
    table.integer('window_days').notNullable();
    table
      .specificType('day', text)
      .notNullable()
      .comment('The day, in the portal’s zone, for which they hold');
    table.text('metrics').notNullable().comment('JSON');
    table.primary(['service', 'window_days']);
  });

  await knex.schema.createTable('service_delivery', table => {
    table.comment('What of a service does not depend on a window');
    table.specificType('service', text).primary();
    table
      .boolean('from_ci')
      .notNullable()
      .comment('Whether CI has told of its deployments');
    table
      .text('origins')
      .notNullable()
      .comment('JSON: by which repositories, jobs and pagers it was derived');
    table.text('since').notNullable().comment('JSON: since when what told');
    table.text('weeks').notNullable().comment('JSON: each metric by week');
  });

  await knex.schema.createTable('service_quality', table => {
    table.comment('What does not join or contradicts itself, of services');
    table.specificType('id', text).primary();
    table.specificType('service', text).notNullable();
    table.specificType('kind', text).notNullable();
    table.text('what').notNullable();
    table.text('detail').notNullable().comment('JSON: parameters');
    table.integer('improves').notNullable();
    table.index(['service', 'kind'], 'service_quality_service');
    table.index(['improves', 'id'], 'service_quality_improves');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('service_quality');
  await knex.schema.dropTable('service_delivery');
  await knex.schema.dropTable('service_metrics');
  await knex.schema.dropTable('service_incidents');
  await knex.schema.dropTable('deployment_delivery');
};
