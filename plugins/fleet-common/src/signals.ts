/**
 * Channel of Backstage's signals on which the backend says that read models changed. The message names nothing: who
 * hears it asks the API again and sees what it may see.
 *
 * @public
 */
export const CHANGES_CHANNEL = 'fleet:changes';

/** Message on {@link CHANGES_CHANNEL}. @public */
export type ChangesSignal = { type: 'changed' };
