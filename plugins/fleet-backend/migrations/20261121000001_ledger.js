/**
 * The ledger: observations with all their versions, what each scope recorded last, what is dirty, what was refused.
 *
 * Instants are milliseconds since the epoch. Text that is sorted or compared has byte order on both databases.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('observations', table => {
    table.comment('One row per version of an observation');
    table.bigIncrements('seq').comment('Order of recording');
    table.specificType('source', text).notNullable();
    table
      .specificType('scope', text)
      .notNullable()
      .comment('Cluster, master or repository');
    table
      .specificType('key', text)
      .notNullable()
      .comment('Stable within (source, scope)');
    table.specificType('kind', text).notNullable();
    table
      .specificType('target', text)
      .comment('Key of the target, where the observation is about one');
    table
      .specificType('service', text)
      .comment('Entity reference, where the source knows it');
    table.bigInteger('version').notNullable();
    table
      .bigInteger('seen_version')
      .notNullable()
      .comment('Highest version that said the same as this row');
    table.bigInteger('at').notNullable().comment('When it happened or began');
    table.boolean('at_estimated').notNullable();
    table.boolean('ended').notNullable();
    table.bigInteger('ended_at');
    table.boolean('ended_at_estimated').notNullable();
    table.boolean('backfilled').notNullable().comment('Found after a gap');
    table.text('correction').comment('Why it changed what had ended');
    table.text('body').notNullable().comment('JSON of the kind');
    table.bigInteger('recorded_at').notNullable().comment('When we learnt it');
    table
      .bigInteger('superseded_at')
      .comment('recorded_at of the version that replaced it');
    table.boolean('newest').notNullable().comment('No version replaced it');
  });
  await knex.raw(
    'create unique index observations_newest on observations (source, scope, key) where newest',
  );
  await knex.raw(
    'create index observations_replaced on observations (source, scope, key) where not newest',
  );
  await knex.raw(
    'create index observations_target on observations (target, kind, at) where newest',
  );
  await knex.raw(
    'create index observations_target_replaced on observations (target, kind, at) where not newest',
  );
  await knex.raw(
    'create index observations_open on observations (source, scope, kind, key) where newest and not ended',
  );

  await knex.schema.createTable('source_cursors', table => {
    table.comment('What each scope recorded last');
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.text('cursor').comment('JSON; null while the source gave none');
    table.bigInteger('recorded_at').notNullable();
    table
      .bigInteger('observations')
      .notNullable()
      .comment('How many it has, each counted once whatever its versions');
    table.bigInteger('refused').notNullable().comment('How many were refused');
    table.primary(['source', 'scope']);
  });

  await knex.schema.createTable('dirty', table => {
    table.comment(
      'What is to be derived again; rows are only inserted and deleted',
    );
    table.bigIncrements('id');
    table.specificType('target', text).comment('Key of a target, or');
    table.specificType('service', text).comment('entity ref of a service');
    table.bigInteger('earliest').notNullable().comment('First instant touched');
    table.bigInteger('marked_at').notNullable();
    table.index(['target'], 'dirty_target');
    table.index(['service'], 'dirty_service');
  });

  await knex.schema.createTable('quarantine', table => {
    table.comment(
      'Observations that were refused: no values, only what failed',
    );
    table.bigIncrements('id');
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.specificType('key', text).notNullable().comment('Empty if unknown');
    table.specificType('kind', text).comment('Null if unknown');
    table.specificType('reason', text).notNullable();
    table.text('paths').notNullable().comment('JSON array');
    table.bigInteger('size_bytes').notNullable();
    table.bigInteger('count').notNullable();
    table.bigInteger('last_at').notNullable();
    table.unique(['source', 'scope', 'key', 'reason'], {
      indexName: 'quarantine_same',
    });
    table.index(['source', 'last_at', 'id'], 'quarantine_newest');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('quarantine');
  await knex.schema.dropTable('dirty');
  await knex.schema.dropTable('source_cursors');
  await knex.schema.dropTable('observations');
};
