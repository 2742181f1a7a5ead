// @ts-check

/**
 * The room `sources/`: which sources and scopes there are, how fresh each is, who watches what, and the key of fingerprints.
 * Instants are integers in milliseconds since the epoch.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('sources', table => {
    table.comment('Sources that are or were installed');
    table.specificType('id', text).notNullable().primary();
    table.text('title').notNullable();
    table.text('observes').notNullable().comment('JSON: kinds of observations');
    table.boolean('demo').notNullable().comment('Made-up data');
    table.text('problems').notNullable().comment('JSON: [{text, fix}]');
  });
  await knex.schema.createTable('source_scopes', table => {
    table.comment('Freshness of each scope of a source');
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.text('mode').notNullable().comment('poll or watch');
    table.double('interval_seconds').notNullable();
    table
      .boolean('configured')
      .notNullable()
      .comment('False: no longer watched, its history is kept');
    table.bigInteger('last_success').nullable();
    table.bigInteger('last_attempt').nullable();
    table
      .boolean('complete')
      .notNullable()
      .comment('Whether the last successful look saw all');
    table
      .text('problems')
      .notNullable()
      .comment('JSON: [{text, fix}], redacted');
    table.integer('consecutive_failures').notNullable().defaultTo(0);
    table
      .bigInteger('next_attempt_at')
      .nullable()
      .comment('No poll before then: the interval or a back-off');
    table.primary(['source', 'scope']);
  });
  await knex.schema.createTable('source_leases', table => {
    table.comment('Which replica watches which scope');
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.text('holder').nullable().comment('Replica; null when free');
    table
      .bigInteger('epoch')
      .notNullable()
      .comment('Grows with each new holder');
    table
      .bigInteger('expires_at')
      .notNullable()
      .comment("By the database's clock; free from then on");
    table.primary(['source', 'scope']);
  });
  await knex.schema.createTable('fleet_keys', table => {
    table.comment('Random keys, made once');
    table.specificType('id', text).notNullable().primary();
    table.text('key').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('fleet_keys');
  await knex.schema.dropTable('source_leases');
  await knex.schema.dropTable('source_scopes');
  await knex.schema.dropTable('sources');
};
