// @ts-check

/**
 * What is known of repositories, jobs and pagers: observations name their origin, and the catalog says which services that is.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.alterTable('observations', table => {
    table
      .specificType('origin', text)
      .comment('Repository, job or pager, where the observation is about one');
  });
  await knex.raw(
    'create index observations_origin on observations (origin, kind, at) where newest and origin is not null',
  );
  await knex.raw(
    'create index observations_origin_replaced on observations (origin, kind, at) where not newest and origin is not null',
  );
  await knex.schema.alterTable('dirty', table => {
    table.specificType('origin', text).comment('or a repository, job or pager');
    table.index(['origin'], 'dirty_origin');
  });

  await knex.schema.createTable('service_origins', table => {
    table.comment('Which repositories, jobs and pagers belong to a service');
    table.specificType('service', text).notNullable();
    table.specificType('origin', text).notNullable();
    table
      .text('directories')
      .notNullable()
      .comment('JSON: directories of the repository; empty: all');
    table.primary(['service', 'origin']);
    table.index(['origin'], 'service_origins_origin');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('service_origins');
  await knex('dirty').whereNotNull('origin').del();
  await knex.schema.alterTable('dirty', table => {
    table.dropIndex(['origin'], 'dirty_origin');
    table.dropColumn('origin');
  });
  await knex.raw('drop index observations_origin');
  await knex.raw('drop index observations_origin_replaced');
  await knex('observations').whereNotNull('origin').del();
  await knex.schema.alterTable('observations', table => {
    table.dropColumn('origin');
  });
};
