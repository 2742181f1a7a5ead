// @ts-check

/**
 * What the author of a rollout says that its artefact was made from: the way from a version to its commit.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('rollouts', table => {
    table
      .text('made_from')
      .nullable()
      .comment('JSON: commit and origin, where somebody says');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('rollouts', table => {
    table.dropColumn('made_from');
  });
};
