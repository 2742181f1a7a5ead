import { dirname, join } from 'node:path';

/** Folder of this package. */
export const PACKAGE = dirname(require.resolve('testbed/package.json'));

/** Root of the repository. */
export const ROOT = join(PACKAGE, '../..');
