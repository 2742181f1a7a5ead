import type {
  PlatformShare,
  TimelineLane,
} from '@landfall/backstage-plugin-fleet-common';
import type { Span } from './span';

/** A piece of a band in which neither instances nor share change. */
export interface Piece extends Span {
  ready: number;
  desired: number | null;
  /** Of the platform; null where it is not known, or does not count outside of production. */
  share: number | null;
  by: PlatformShare['spans'][number]['by'] | null;
}

/** Cuts the presence of a lane where the share of its platform changes. */
export function piecesOf(
  lane: Pick<TimelineLane, 'presence' | 'platform' | 'production'>,
  shares: readonly PlatformShare[],
): Piece[] {
  const spans = lane.production
    ? shares.find(({ platform }) => platform === lane.platform)?.spans ?? []
    : [];
  return lane.presence.flatMap(({ ready, desired, ...band }) => {
    const whole = { from: Date.parse(band.from), to: Date.parse(band.to) };
    const pieces: Piece[] = [];
    let reached = whole.from;
    const add = (to: number, share: Pick<Piece, 'share' | 'by'>) => {
      if (to > reached) {
        pieces.push({ from: reached, to, ready, desired, ...share });
        reached = to;
      }
    };
    for (const { share, by, ...part } of spans) {
      const from = Date.parse(part.from);
      const to = Date.parse(part.to);
      if (to <= reached || from >= whole.to) continue;
      add(Math.min(from, whole.to), { share: null, by: null });
      add(Math.min(to, whole.to), { share, by });
    }
    add(whole.to, { share: null, by: null });
    return pieces;
  });
}
