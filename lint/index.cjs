/**
 * The lint rules of a package: Backstage's, plus the direction of imports. A package imports only from packages below it,
 * and in the backend a room only from rooms below it; the pure rooms import neither Backstage, nor a database, nor a clock.
 */
const { join } = require('node:path');
const createConfig = require('@backstage/cli/config/eslint-factory');

const prefix = '@landfall/backstage-plugin-';
const everySource = ['fleet-node', 'fleet-common'];

/** Which packages of ours a package may import, by folder name. Tests may import more. */
const below = {
  'fleet-common': [],
  'fleet-node': ['fleet-common'],
  'fleet-backend': ['fleet-node', 'fleet-common'],
  fleet: ['fleet-common'],
  'fleet-backend-module-kubernetes': everySource,
  'fleet-backend-module-helios': everySource,
  'fleet-backend-module-prometheus': everySource,
  'fleet-backend-module-github': everySource,
  'fleet-backend-module-gitlab': everySource,
  'fleet-backend-module-jenkins': everySource,
  'fleet-backend-module-registry': everySource,
  'fleet-backend-module-incidents': everySource,
  'fleet-backend-module-demo': everySource,
};

/** Which rooms of fleet-backend a room may import. `ledger` means only its types, for the pure rooms. */
const rooms = {
  database: [],
  ledger: ['database'],
  sources: ['ledger', 'database'],
  delivery: [],
  migration: ['delivery'],
  directory: ['ledger', 'database'],
  projections: ['ledger', 'database', 'delivery', 'migration', 'directory'],
  notices: ['database', 'projections'],
  authors: ['ledger', 'database', 'projections'],
  permissions: ['database', 'projections'],
  api: [
    'delivery',
    'ledger',
    'database',
    'sources',
    'directory',
    'migration',
    'projections',
    'permissions',
  ],
};
const pureRooms = ['delivery', 'migration'];

/** What a pure room must not reach for: the framework, a database, the network, the file system, timers, chance. */
const impure = {
  patterns: [
    {
      group: [
        '@backstage/*',
        'knex',
        'knex/*',
        'pg',
        'better-sqlite3',
        'express',
        'node:*',
        'fs',
        'http',
        'https',
        'crypto',
        '@kubernetes/*',
        'undici',
      ],
      message:
        'A pure room takes values and gives values: pass in what it needs.',
    },
    {
      group: ['*.test*', '**/__testUtils__/**'],
      message: 'Tests are no part of it.',
    },
  ],
};
const clock = [
  {
    selector:
      "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'A pure room has no clock: take the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'A pure room has no clock: take the time as an argument.',
  },
  {
    selector:
      "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/][arguments.length=0]",
    message: 'A pure room has no clock: take the time as an argument.',
  },
  {
    selector:
      "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'A pure room has no chance: take the seed as an argument.',
  },
];

function roomZones(dir) {
  const names = Object.keys(rooms);
  return names.map(room => ({
    target: join(dir, 'src', room),
    from: join(dir, 'src'),
    except: [
      room,
      ...rooms[room],
      // Files beside the rooms that hold no state.
      'redact.ts',
      'config.ts',
    ].map(name => `./${name}`),
    message: `${room}/ may import only: ${rooms[room].join(', ') || 'nothing'}`,
  }));
}

module.exports = (dir, extra = {}) => {
  const name = dir.split(/[\\/]/).pop();
  const allowed = below[name];
  const direction = allowed
    ? [
        {
          group: [`${prefix}*`, ...allowed.map(other => `!${prefix}${other}`)],
          message: `${name} may import of ours only: ${
            allowed.join(', ') || 'nothing'
          }.`,
        },
      ]
    : [];
  const backend = name === 'fleet-backend';
  return createConfig(dir, {
    ...extra,
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } },
    },
    rules: {
      // Patterns as objects, because strings and objects cannot be mixed.
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['*.test*', '**/__testUtils__/**', '**/__mocks__/**'],
              message: 'Tests are no part of it.',
            },
            {
              group: ['@material-ui/*'],
              message:
                'Use @backstage/ui, or @mui/material 5 for what it lacks.',
            },
            ...direction,
          ],
        },
      ],
      // A helper that asserts is named so.
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: ['expect', 'expect*', '*.expect*', 'fc.assert'],
        },
      ],
      ...(backend
        ? { 'import/no-restricted-paths': ['error', { zones: roomZones(dir) }] }
        : {}),
      ...extra.rules,
    },
    overrides: [
      ...(backend
        ? [
            {
              files: pureRooms.map(room => `src/${room}/**/*.ts`),
              excludedFiles: ['**/*.test.ts'],
              rules: {
                'no-restricted-imports': ['error', impure],
                'no-restricted-syntax': ['error', ...clock],
              },
            },
            {
              files: ['**/*.test.ts', '**/testing.ts', '**/testing/**'],
              rules: { 'import/no-restricted-paths': 'off' },
            },
          ]
        : []),
      ...(extra.overrides ?? []),
    ],
  });
};
