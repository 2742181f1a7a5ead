import {
  stageSchema,
  type Stage,
  type Standing,
} from '@landfall/backstage-plugin-fleet-common';

/** The rungs from the bottom up: how far a service has come. */
export const LADDER: readonly Stage[] = stageSchema.options;

/** The rungs from the top down, the way a ladder is read on a page. */
export const LADDER_FROM_TOP: readonly Stage[] = [...LADDER].reverse();

/** Where a service stands, as far as words and symbols tell it apart. */
export type Place = Pick<Standing, 'stage' | 'side' | 'declared'>;
