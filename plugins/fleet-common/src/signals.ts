/**
 * Channel of Backstage's signals on which the backend says that read models changed. The message names nothing: who
 * hears it asks the API again and sees what it may see.
 *
 * @public
 */
export const CHANGES_CHANNEL = 'fleet:changes';

/**
 * After so many milliseconds without a change the backend says that it is still there: who hears nothing for clearly longer has lost
 * the connection.
 *
 * @public
 */
export const CHANGES_ALIVE_MS = 10_000;

/** Message on {@link CHANGES_CHANNEL}: something changed, or nothing but the connection works. @public */
export type ChangesSignal = { type: 'changed' | 'alive' };
