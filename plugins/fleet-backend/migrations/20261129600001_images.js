// @ts-check

/**
 * Which services ran which images, and what registries told of these: the way from a digest to its services, and to a commit.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  // Byte order on both databases.
  const text = postgres ? 'text collate "C"' : 'text';

  await knex.schema.createTable('service_images', table => {
    table.comment('Which services ran which images; rows stay');
    table.specificType('digest', text).notNullable();
    table.specificType('service', text).notNullable();
    table.specificType('registry', text).notNullable().comment('Host');
    table
      .specificType('repository', text)
      .notNullable()
      .comment('Its path there');
    table
      .bigInteger('first_at')
      .notNullable()
      .comment('Start of the first rollout to it');
    table
      .bigInteger('last_at')
      .notNullable()
      .comment('Start of the newest rollout to it');
    table
      .boolean('unannotated')
      .notNullable()
      .comment('A rollout to it does not say itself what it was made from');
    table.boolean('told').notNullable().comment('A registry had it');
    table
      .text('label')
      .nullable()
      .comment('JSON: what its labels say that it was made from');
    table.primary(['digest', 'service', 'registry', 'repository']);
  });
  await knex.raw(
    'create index service_images_wanted on service_images (registry, last_at) where unannotated and not told',
  );
  await knex.raw(
    'create index service_images_labelled on service_images (service, last_at) where label is not null',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('service_images');
};
