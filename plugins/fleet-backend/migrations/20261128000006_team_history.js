/**
 * What teams and services were called, which team stood above which, and what was wrong with definitions, so that a moment of the past can be shown with the
 * names, the hierarchy and the problems of then. What is known of teams when this begins holds for all the past.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';
  await knex.schema.createTable('team_history', table => {
    table.comment(
      'What the catalog said of teams, appended to when it changes; the first row of a team holds for all the past',
    );
    table.bigIncrements('id');
    table.specificType('team', text).notNullable();
    table.bigInteger('recorded_at').notNullable();
    table.text('title').notNullable();
    table.specificType('parent', text).nullable();
    table.boolean('gone').notNullable().comment('It left the catalog');
    table.index(['team', 'id'], 'team_history_team');
  });
  await knex.raw(
    `insert into team_history (team, recorded_at, title, parent, gone)
     select ref, ?, title, parent, not in_catalog from teams`,
    [Date.now()],
  );

  await knex.schema.createTable('migration_problems', table => {
    table.comment(
      'What contradicted itself in a version of a definition, until the catalog changed; what does now stands with the version',
    );
    table.bigIncrements('id');
    table.bigInteger('definition').notNullable();
    table.bigInteger('until_at').notNullable();
    table.text('problems').notNullable().comment('JSON: [{text, fix}]');
    table.index(['definition', 'id'], 'migration_problems_definition');
  });

  await knex.schema.alterTable('catalog_history', table => {
    table
      .text('title')
      .nullable()
      .comment('Null: not known, it is what it is now');
    table.text('search_text').nullable();
  });
  const said = key =>
    postgres
      ? `facts::json #>> '{entity,metadata,${key}}'`
      : `json_extract(facts, '$.entity.metadata.${key}')`;
  await knex.raw(
    `update catalog_history set title = coalesce(${said('title')}, ${said(
      'name',
    )})`,
  );
  await knex.raw(
    `update catalog_history set search_text = lower(${said(
      'name',
    )} || ' ' || title)`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('catalog_history', table => {
    table.dropColumn('title');
    table.dropColumn('search_text');
  });
  await knex.schema.dropTable('migration_problems');
  await knex.schema.dropTable('team_history');
};
