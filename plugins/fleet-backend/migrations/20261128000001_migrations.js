/**
 * Migrations from one platform to another: what people and configuration say (definitions, acts), what the catalog said when, when nobody looked,
 * how each service stands and stood, and snapshots that never change. Instants are milliseconds since the epoch; JSON is text.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('migration_definitions', table => {
    table.comment('Every version of every definition, appended to');
    table.bigIncrements('id');
    table.specificType('migration', text).notNullable();
    table.integer('version').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table
      .string('origin', 31)
      .notNullable()
      .comment('configuration, api or module');
    table.boolean('demo').notNullable().comment('Made up');
    table.text('definition').nullable().comment('JSON; null: removed');
    table.string('author', 255).nullable();
    table
      .text('problems')
      .nullable()
      .comment('JSON: what contradicts itself, [{text, fix}]');
    table.unique(['migration', 'version'], {
      indexName: 'migration_definitions_version',
    });
  });

  await knex.schema.createTable('migration_acts', table => {
    table.comment(
      'What people did about services in migrations, appended to; authors are anonymised when a user is deleted',
    );
    table.string('id', 63).primary();
    table.specificType('migration', text).notNullable();
    table.specificType('service', text).notNullable();
    table.string('act', 31).notNullable();
    table.string('of', 63).nullable().comment('The act that it is about');
    table.string('stage', 31).nullable();
    table.text('reason').notNullable();
    table.text('link').nullable();
    table.text('waiting_for').nullable();
    table.bigInteger('expires_at').nullable();
    table.string('author', 255).notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.index(
      ['service', 'migration', 'recorded_at'],
      'migration_acts_service',
    );
    table.index(['migration', 'act', 'expires_at'], 'migration_acts_expiry');
    table.index(['author'], 'migration_acts_author');
  });

  await knex.schema.createTable('catalog_history', table => {
    table.comment(
      'What filters and cuts read of a service in the catalog, appended to when it changes',
    );
    table.bigIncrements('id');
    table.specificType('service', text).notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.text('facts').notNullable().comment('JSON');
    table.index(['service', 'id'], 'catalog_history_service');
  });

  await knex.schema.alterTable('source_scopes', table => {
    table
      .bigInteger('last_complete')
      .nullable()
      .comment('The newest successful look that saw all');
  });
  await knex.schema.createTable('scope_gaps', table => {
    table.comment(
      'When nobody looked at a scope completely for longer than twice its interval',
    );
    table.bigIncrements('id');
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.bigInteger('from_at').nullable().comment('Null: nobody ever had');
    table
      .bigInteger('detected_at')
      .nullable()
      .comment('When it could be told; null with from_at');
    table.bigInteger('to_at').nullable().comment('Null: it goes on');
    table
      .boolean('told')
      .notNullable()
      .comment('What rests on the scope was marked to be derived again');
    table.index(['source', 'scope', 'to_at'], 'scope_gaps_scope');
  });
  await knex.raw(
    'create unique index scope_gaps_open on scope_gaps (source, scope) where to_at is null',
  );
  await knex.raw(
    'create index scope_gaps_untold on scope_gaps (id) where not told',
  );
  await knex.schema.createTable('scope_intervals', table => {
    table.comment(
      'How often each scope is looked at, appended to when configuration changes it',
    );
    table.bigIncrements('id');
    table.specificType('source', text).notNullable();
    table.specificType('scope', text).notNullable();
    table.double('every_seconds').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.index(['source', 'scope', 'id'], 'scope_intervals_scope');
  });

  const standing = table => {
    table.specificType('migration', text).notNullable();
    table.specificType('service', text).notNullable();
    table.boolean('in_scope').notNullable();
    table.string('stage', 31).nullable();
    table.string('side', 31).nullable();
    table.boolean('declared').notNullable();
    table.string('derived_stage', 31).nullable();
    table.boolean('conflict').notNullable();
    table.bigInteger('since').notNullable();
    table.double('share').nullable();
    table.string('share_by', 31).nullable();
    table.double('traffic_from').nullable();
    table.double('traffic_to').nullable();
    table.boolean('traffic_claimed_twice').notNullable();
    table.string('health', 31).nullable();
    table.bigInteger('health_since').nullable();
    table.string('wave', 63).nullable();
    table.string('owner', 255).nullable();
    table.string('owner_then', 255).nullable();
    table.string('system', 255).nullable();
    table.string('domain', 255).nullable();
    table.string('tier', 255).nullable();
    table.integer('from_targets').notNullable();
    table.integer('from_ready').notNullable();
    table.integer('to_targets').notNullable();
    table.integer('to_ready').notNullable();
    table.bigInteger('born_on_from_at').nullable();
    table.bigInteger('fell_back_at').nullable();
    table.text('blocked').nullable();
    table.text('override').nullable();
    table.text('exemption').nullable();
    table.text('next').notNullable();
    table.text('reached').notNullable();
  };
  await knex.schema.createTable('standings', table => {
    table.comment('How each service stands in each migration');
    standing(table);
    table.text('state').notNullable().comment('What folding goes on with');
    table.bigInteger('next_timer').nullable();
    table
      .bigInteger('folded_through')
      .notNullable()
      .comment('Up to when what was learnt is in it');
    table
      .text('folded')
      .notNullable()
      .comment('JSON: what was learnt lately and is in it');
    table.primary(['migration', 'service']);
    table.index(['service'], 'standings_service');
    table.index(['next_timer'], 'standings_timer');
  });

  await knex.schema.createTable('standing_history', table => {
    table.comment(
      'How each service was known to stand from when on, with what that changed in the sums',
    );
    table.bigIncrements('id');
    standing(table);
    table.bigInteger('learnt_at').notNullable();
    table.bigInteger('at').notNullable().comment('When it happened');
    table.string('move', 31).notNullable();
    table.string('stage_before', 31).nullable();
    table.integer('scope_delta').notNullable();
    table.integer('done_delta').notNullable();
    table.integer('migrated_delta').notNullable();
    table.index(['migration', 'service', 'id'], 'standing_history_service');
    table.index(['migration', 'learnt_at'], 'standing_history_learnt');
    table.index(['service', 'migration', 'id'], 'standing_history_of');
  });

  await knex.schema.createTable('migration_snapshots', table => {
    table.comment(
      'How far each migration was at the end of each day; never changed',
    );
    table.specificType('migration', text).notNullable();
    table.string('day', 10).notNullable().comment("In the portal's zone");
    table.integer('scope').notNullable();
    table.integer('done').notNullable();
    table.integer('migrated').notNullable();
    table.text('counts').notNullable().comment('JSON: per stage and side');
    table.integer('definition_version').notNullable();
    table.boolean('reconstructed').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.primary(['migration', 'day']);
  });

  await knex.schema.createTable('migration_usual', table => {
    table.comment(
      'How many days each stage usually takes at most, appended to',
    );
    table.bigIncrements('id');
    table.specificType('migration', text).notNullable();
    table.string('stage', 31).notNullable();
    table.double('days').notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.index(['migration', 'recorded_at'], 'migration_usual_migration');
  });

  await knex.schema.createTable('migration_notices', table => {
    table.comment('What teams were told, so that they are told once');
    table.specificType('migration', text).notNullable();
    table.string('team', 255).notNullable();
    table.string('kind', 31).notNullable();
    table.string('subject', 512).notNullable();
    table.bigInteger('claimed_at').notNullable();
    table.bigInteger('sent_at').nullable();
    table.primary(['migration', 'team', 'kind', 'subject']);
    table.index(['sent_at', 'claimed_at'], 'migration_notices_claimed');
  });

  await knex.schema.alterTable('attributions', table => {
    table.index(['service'], 'attributions_service_idx');
  });
  await knex.raw(
    'create index observations_target_recorded on observations (target, kind, recorded_at)',
  );
  await knex.raw(
    'create index observations_service_recorded on observations (service, kind, recorded_at) where service is not null',
  );
  await knex.raw(
    `create index observations_service on observations (service, kind, at) where newest and service is not null`,
  );
  await knex.raw(
    `create index observations_service_replaced on observations (service, kind, at) where not newest and service is not null`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('attributions', table => {
    table.dropIndex(['service'], 'attributions_service_idx');
  });
  await knex.raw('drop index observations_service_recorded');
  await knex.raw('drop index observations_target_recorded');
  await knex.raw('drop index observations_service_replaced');
  await knex.raw('drop index observations_service');
  for (const table of [
    'migration_notices',
    'migration_usual',
    'migration_snapshots',
    'standing_history',
    'standings',
    'scope_intervals',
    'scope_gaps',
    'catalog_history',
    'migration_acts',
    'migration_definitions',
  ]) {
    await knex.schema.dropTable(table);
  }
  await knex.schema.alterTable('source_scopes', table => {
    table.dropColumn('last_complete');
  });
};
