// @ts-check

/**
 * Commits that incidents name as their cause: they may be another service's.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';
  await knex.schema.createTable('service_causes', table => {
    table.comment('Commits that incidents of services name as their cause');
    table.specificType('service', text).notNullable();
    table
      .specificType('incident', text)
      .notNullable()
      .comment('JSON: source, scope and key of its observation');
    table.bigInteger('opened_at').notNullable();
    table
      .text('commits')
      .notNullable()
      .comment('JSON: as people write them, perhaps shortened');
    table.primary(['service', 'incident']);
    table.index(['opened_at'], 'service_causes_opened');
  });
  // The body of a change begins with its commit: {"commit":"…
  await knex.raw(
    `create index observations_commit on observations (substr(body, 12, 7)) where newest and kind = 'change'`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index observations_commit');
  await knex.schema.dropTable('service_causes');
};
