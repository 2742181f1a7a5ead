/**
 * What the catalog says (services, teams), which target belongs to which service (attributions), and the read models
 * that pages need. Instants are milliseconds since the epoch. JSON is kept as text, so that both databases give it alike.
 *
 * @param { import("knex").Knex } knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('services', table => {
    table.comment(
      'Components of the catalog, one row each, kept when one leaves',
    );
    table.string('ref', 255).primary();
    table.string('kind', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    table.text('title').notNullable();
    table.text('description').notNullable();
    table
      .text('search_text')
      .notNullable()
      .comment('Name and title, lower case');
    table.string('owner', 255).nullable();
    table.text('owner_title').nullable();
    table.string('system', 255).nullable();
    table.string('domain', 255).nullable();
    table.string('type', 255).nullable();
    table.string('lifecycle', 255).nullable();
    table.string('tier', 255).nullable();
    table
      .text('annotations')
      .notNullable()
      .comment('Those that attribution reads');
    table
      .boolean('expected')
      .notNullable()
      .comment('It should run somewhere, seen or not');
    table.boolean('in_catalog').notNullable();
    table.bigInteger('missing_since').nullable();
    table.index(['owner'], 'services_owner_idx');
  });

  await knex.schema.createTable('teams', table => {
    table.comment('Groups of the catalog');
    table.string('ref', 255).primary();
    table.string('name', 63).notNullable();
    table.text('title').notNullable();
    table.text('description').notNullable();
    table.text('search_text').notNullable();
    table.string('parent', 255).nullable();
    table.boolean('in_catalog').notNullable();
    table.bigInteger('missing_since').nullable();
    table.index(['parent'], 'teams_parent_idx');
  });

  await knex.schema.createTable('team_ancestors', table => {
    table.comment('Every team with itself (depth 0) and all teams above it');
    table.string('team', 255).notNullable();
    table.string('ancestor', 255).notNullable();
    table.integer('depth').notNullable();
    table.primary(['team', 'ancestor']);
    table.index(['ancestor', 'team'], 'team_ancestors_ancestor_idx');
  });

  await knex.schema.createTable('attributions', table => {
    table.comment(
      'Which target belongs to which service, appended to, never rewritten',
    );
    table.bigIncrements('id');
    table.text('target').notNullable();
    table.string('service', 255).nullable();
    table
      .bigInteger('valid_from')
      .nullable()
      .comment('Null: it covers all the past');
    table.bigInteger('recorded_at').notNullable();
    table.boolean('correction').notNullable();
    table.string('reason', 63).notNullable();
    table.index(['target', 'id'], 'attributions_target_idx');
  });

  await knex.schema.createTable('targets', table => {
    table.comment('What each target runs now');
    table.text('target').primary();
    table.string('platform', 63).notNullable();
    table.string('cluster', 253).notNullable();
    table.string('namespace', 253).notNullable();
    table.string('workload_kind', 63).notNullable();
    table.string('workload', 253).notNullable();
    table.string('source', 255).notNullable();
    table.string('scope', 255).notNullable();
    table.string('service', 255).nullable();
    table.string('environment', 63).nullable();
    table.boolean('production').notNullable();
    table.string('readiness', 31).notNullable();
    table.integer('desired').nullable();
    table.integer('ready').nullable();
    table.boolean('paused').notNullable();
    table.text('images').notNullable();
    table.text('version').notNullable();
    table.bigInteger('since').notNullable();
    table
      .bigInteger('first_present')
      .nullable()
      .comment('When its presence was first recorded');
    table.bigInteger('observed_since').nullable();
    table.bigInteger('gone_at').nullable();
    table.bigInteger('last_change').notNullable();
    table.text('labels').notNullable();
    table.text('annotations').notNullable();
    table.string('unmatched_reason', 31).nullable();
    table.text('candidates').notNullable();
    table.text('remedy').notNullable();
    table.index(['service', 'production'], 'targets_service_idx');
    table.index(['unmatched_reason', 'target'], 'targets_unmatched_idx');
    table.index(['source', 'scope'], 'targets_scope_idx');
    table.index(['platform', 'cluster'], 'targets_place_idx');
  });

  await knex.schema.createTable('rollouts', table => {
    table.comment(
      'Rollouts with what the whole history of their target says about them',
    );
    table.string('source', 255).notNullable();
    table.string('scope', 255).notNullable();
    table.string('key', 512).notNullable();
    table.text('target').notNullable();
    table.bigInteger('at').notNullable();
    table
      .bigInteger('placed_at')
      .notNullable()
      .comment('Orders the rollouts of a target');
    table.bigInteger('finished_at').nullable();
    table.string('incarnation', 253).notNullable();
    table.bigInteger('revision').notNullable();
    table.boolean('estimated_start').notNullable();
    table.boolean('estimated_finish').notNullable();
    table.boolean('backfilled').notNullable();
    table.text('images').notNullable();
    table.string('reference_id', 64).notNullable();
    table.text('digests').notNullable();
    table.string('configuration', 128).notNullable();
    table.string('reported_outcome', 31).notNullable();
    table.bigInteger('overdue_since').nullable();
    table.bigInteger('crash_looping_since').nullable();
    table.boolean('ended').notNullable();
    table
      .boolean('first_artefact')
      .notNullable()
      .comment('The first on its target with this artefact');
    table
      .boolean('first_configuration')
      .notNullable()
      .comment('The first on its target with this configuration');
    table.text('version').notNullable();
    table.text('previous_version').nullable();
    table.string('class', 31).notNullable();
    table.string('outcome', 31).notNullable();
    table.string('service', 255).nullable();
    table.primary(['source', 'scope', 'key']);
    table.index(['target', 'placed_at'], 'rollouts_target_idx');
    table.index(
      ['target', 'reference_id', 'first_artefact'],
      'rollouts_first_artefact_idx',
    );
    table.index(
      ['target', 'configuration', 'first_configuration'],
      'rollouts_first_configuration_idx',
    );
    table.index(['target', 'incarnation', 'revision'], 'rollouts_revision_idx');
    table.index(['service', 'at'], 'rollouts_service_idx');
  });

  await knex.schema.createTable('deployments', table => {
    table.comment('One service got one version in one environment');
    table.string('id', 64).primary();
    table.string('service', 255).notNullable();
    table.string('environment', 63).nullable();
    table.boolean('production').notNullable();
    table.text('version').notNullable();
    table.text('previous_version').nullable();
    table.string('class', 31).notNullable();
    table.string('outcome', 31).notNullable();
    table
      .boolean('failing')
      .notNullable()
      .comment('Failed, or open beyond its deadline');
    table.boolean('counted').notNullable();
    table.bigInteger('started_at').notNullable();
    table
      .bigInteger('revision')
      .notNullable()
      .comment('Orders what began at the same instant');
    table.bigInteger('finished_at').nullable();
    table.double('duration_seconds').nullable();
    table
      .bigInteger('counted_at')
      .notNullable()
      .comment('The instant by which it falls into a day');
    table.bigInteger('overdue_since').nullable();
    table.boolean('backfilled').notNullable();
    table.boolean('estimated_start').notNullable();
    table.boolean('estimated_finish').notNullable();
    table.text('targets').notNullable();
    table.index(
      ['service', 'started_at', 'revision', 'id'],
      'deployments_service_idx',
    );
    table.index(
      ['service', 'environment', 'started_at', 'revision', 'id'],
      'deployments_environment_idx',
    );
    table.index(['service', 'counted_at'], 'deployments_counted_idx');
  });

  await knex.schema.createTable('service_frequency', table => {
    table.comment('Deployment frequency per service and window');
    table.string('service', 255).notNullable();
    table.integer('window_days').notNullable();
    table
      .string('day', 10)
      .notNullable()
      .comment('Today, when it was computed');
    table.integer('deployments').notNullable();
    table.double('per_week').nullable();
    table.double('previous_per_week').nullable();
    table.double('median_days_per_week').nullable();
    table.double('median_gap_seconds').nullable();
    table.string('observed_since', 10).nullable();
    table.primary(['service', 'window_days']);
  });

  await knex.schema.createTable('service_weeks', table => {
    table.comment(
      'Counted deployments per service and week, the newest 14 weeks',
    );
    table.string('service', 255).notNullable();
    table.string('week_start', 10).notNullable();
    table.integer('deployments').notNullable();
    table.integer('days').notNullable();
    table.integer('failed').notNullable();
    table.boolean('running').notNullable();
    table.primary(['service', 'week_start']);
  });

  await knex.schema.createTable('service_state', table => {
    table.comment('One row per service that lists show');
    table.string('service', 255).primary();
    table.string('readiness', 31).notNullable();
    table.integer('target_count').notNullable();
    table.string('last_deployment_id', 64).nullable();
    table.bigInteger('last_deployment_at').nullable();
    table.string('last_deployment_outcome', 31).nullable();
    table.text('attention').notNullable();
    table
      .integer('attention_rank')
      .notNullable()
      .comment('Smaller is more urgent; 99 if none');
    table.double('per_week_7').nullable();
    table.double('per_week_30').nullable();
    table.double('per_week_90').nullable();
    table.text('live').notNullable();
    table.index(['attention_rank', 'service'], 'service_state_attention_idx');
    table.index(['last_deployment_at'], 'service_state_last_idx');
  });

  await knex.schema.createTable('projection_state', table => {
    table.comment(
      'Version of the projection, of the directory, progress of a rebuild',
    );
    table.string('name', 63).primary();
    table.text('value').notNullable();
  });
};

/**
 * @param { import("knex").Knex } knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'projection_state',
    'service_state',
    'service_weeks',
    'service_frequency',
    'deployments',
    'rollouts',
    'targets',
    'attributions',
    'team_ancestors',
    'teams',
    'services',
  ]) {
    await knex.schema.dropTable(table);
  }
};
