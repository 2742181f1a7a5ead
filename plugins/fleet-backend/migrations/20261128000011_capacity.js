// @ts-check

/**
 * What platforms can give and the hosts that they have, of which no target, service or repository is told.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(
    "create index observations_capacity on observations (kind, at) where newest and kind in ('capacity', 'host')",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('drop index observations_capacity');
};
