/** How much of a service each platform carried over time. Pure. */
import type { PlatformShare } from '@landfall/backstage-plugin-fleet-common';
import type { Band, Span } from './bands';

/** What somebody told of the traffic of one platform from `since` on. In milliseconds since the epoch. */
export interface TrafficVersion {
  /** Names the observation: scope and key. */
  observation: string;
  seq: number;
  platform: string;
  requestsPerSecond: number;
  since: number;
  /** When nobody told any more, by this version; null while somebody does. */
  endedAt: number | null;
}

/** A share over a span, in milliseconds since the epoch. */
export interface ShareSpan extends Span {
  share: number;
  by: PlatformShare['spans'][number]['by'];
}

interface Told extends Span {
  platform: string;
  requestsPerSecond: number;
}

/**
 * The share of each platform in as many steps as are asked for, each as it was at its middle; equal neighbours are one.
 *
 * By traffic where every platform with ready instances tells of it, of several who tell of one the highest, as the stage of a migration
 * takes it; else by ready instances.
 *
 * @param options.bands - of targets in production, by platform
 */
export function sharesOf(options: {
  bands: ReadonlyMap<string, readonly Band[]>;
  traffic: readonly TrafficVersion[];
  span: Span;
  steps: number;
}): Map<string, ShareSpan[]> {
  const { bands, span, steps } = options;
  const told = toldSpans(options.traffic, span);
  const platforms = [
    ...new Set([...bands.keys(), ...told.map(({ platform }) => platform)]),
  ];
  const shares = new Map<string, ShareSpan[]>(
    platforms.map(platform => [platform, []]),
  );
  const step = (span.to - span.from) / steps;
  for (let index = 0; index < steps; index++) {
    const from = Math.round(span.from + index * step);
    const to = Math.round(span.from + (index + 1) * step);
    const at = (from + to) / 2;
    const ready = new Map(
      platforms.map(platform => [
        platform,
        sum((bands.get(platform) ?? []).filter(covers(at)), band => band.ready),
      ]),
    );
    const rates = ratesAt(told, at);
    const isTold = platforms.every(
      platform => ready.get(platform) === 0 || rates.has(platform),
    );
    const traffic = sum([...rates.values()], rate => rate);
    const by = isTold && traffic > 0 ? 'traffic' : 'instances';
    const weights = by === 'traffic' ? rates : ready;
    const all = sum([...weights.values()], weight => weight);
    if (all === 0) continue;
    for (const platform of platforms) {
      const share = (weights.get(platform) ?? 0) / all;
      append(shares.get(platform)!, { from, to, share, by });
    }
  }
  return shares;
}

function toldSpans(traffic: readonly TrafficVersion[], span: Span): Told[] {
  const ordered = [...traffic].sort((a, b) =>
    a.observation === b.observation
      ? a.seq - b.seq
      : Number(a.observation > b.observation) || -1,
  );
  return ordered.flatMap((version, index) => {
    const following = ordered[index + 1];
    const next =
      following?.observation === version.observation ? following : undefined;
    const from = Math.max(version.since, span.from);
    const to = Math.min(next?.since ?? version.endedAt ?? Infinity, span.to);
    const { platform, requestsPerSecond } = version;
    return to > from ? [{ from, to, platform, requestsPerSecond }] : [];
  });
}

function ratesAt(told: readonly Told[], at: number): Map<string, number> {
  const rates = new Map<string, number>();
  for (const { platform, requestsPerSecond } of told.filter(covers(at))) {
    const known = rates.get(platform) ?? 0;
    rates.set(platform, Math.max(known, requestsPerSecond));
  }
  return rates;
}

function append(spans: ShareSpan[], next: ShareSpan): void {
  const last = spans.at(-1);
  const isSame =
    last?.to === next.from && last.share === next.share && last.by === next.by;
  if (last && isSame) last.to = next.to;
  else spans.push(next);
}

function covers(at: number): (span: Span) => boolean {
  return ({ from, to }) => from <= at && at < to;
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
