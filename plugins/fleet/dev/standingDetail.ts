import type {
  Standing,
  StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { aFreshness } from './builders';
import { aMigration } from './migrationBuilders';
import { detailOf } from './migrations';

/** Test data: everything about one service in one migration, now. */
export function aStandingDetail(
  standing: Standing,
  now: number,
  patch: Partial<StandingDetail> = {},
): StandingDetail {
  return {
    ...detailOf(aMigration(), standing, {
      now,
      at: undefined,
      freshness: aFreshness(),
      restricted: false,
    }),
    ...patch,
  };
}
