/**
 * The bands that the programme of dora.dev published, by edition. An edition that published none, or whose thresholds could not be verified, has
 * none here: that of 2025 retired the bands for profiles of teams over several measures, and shows how many answered what instead.
 *
 * Published ranges leave holes ("less than one hour", then "between one day and one week"): what falls into one belongs to the slower band. Where
 * two bands share a range, what lies in it belongs to the better one, since nothing tells it from the other.
 */
import type { Metric, MetricName } from './types';

/** Best first. */
export const BANDS = ['elite', 'high', 'medium', 'low'] as const;
/** See {@link BANDS}. */
export type Band = (typeof BANDS)[number];

/** Editions whose bands are known. */
export const BAND_EDITIONS = ['2021', '2023'] as const;
/** See {@link BAND_EDITIONS}. */
export type BandEdition = (typeof BAND_EDITIONS)[number];

/** Where an edition was published. */
export interface BandSource {
  title: string;
  link: string;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 365.25 / 12;

interface Thresholds {
  /** Whether less or more is better. */
  better: 'less' | 'more';
  /** The last value of each band, or of a frequency the first; beyond all is `low`, where that was told apart. */
  limits: readonly (readonly [Band, number])[];
  /** What lies beyond; null where the edition does not tell bands apart there. */
  beyond: Band | null;
}

interface Edition {
  source: BandSource;
  thresholds: Readonly<Partial<Record<MetricName, Thresholds>>>;
}

/** Deployments per week that are more than one a day: "on demand (multiple deploys per day)". */
const SEVERAL_A_DAY = 7;

const editions: Readonly<Record<BandEdition, Edition>> = {
  '2021': {
    source: {
      title: 'Accelerate State of DevOps 2021',
      link: 'https://dora.dev/research/2021/dora-report/',
    },
    thresholds: {
      // On demand; once per week to once per month; once per month to once every 6 months; fewer.
      deployment_frequency: {
        better: 'more',
        limits: [
          ['elite', SEVERAL_A_DAY],
          ['high', 7 / MONTH],
          ['medium', 7 / (6 * MONTH)],
        ],
        beyond: 'low',
      },
      // Less than an hour; a day to a week; a month to 6 months; more.
      lead_time: {
        better: 'less',
        limits: [
          ['elite', HOUR],
          ['high', WEEK],
          ['medium', 6 * MONTH * DAY],
        ],
        beyond: 'low',
      },
      // Less than an hour; less than a day; a day to a week; more than 6 months.
      recovery_time: {
        better: 'less',
        limits: [
          ['elite', HOUR],
          ['high', DAY],
          ['medium', WEEK],
        ],
        beyond: 'low',
      },
      // 0–15 %; the three others 16–30 % alike.
      change_fail_rate: {
        better: 'less',
        limits: [['elite', 0.15]],
        beyond: null,
      },
    },
  },
  '2023': {
    source: {
      title: 'Accelerate State of DevOps 2023',
      link: 'https://dora.dev/research/2023/dora-report/',
    },
    thresholds: {
      // On demand; once per day to once per week; once per week to once per month, medium and low alike.
      deployment_frequency: {
        better: 'more',
        limits: [
          ['elite', SEVERAL_A_DAY],
          ['high', 1],
          ['medium', 7 / MONTH],
        ],
        beyond: 'low',
      },
      // Less than a day; a day to a week; a week to a month, medium and low alike.
      lead_time: {
        better: 'less',
        limits: [
          ['elite', DAY],
          ['high', WEEK],
          ['medium', MONTH * DAY],
        ],
        beyond: 'low',
      },
      // Less than an hour; less than a day; a day to a week; a month to 6 months.
      recovery_time: {
        better: 'less',
        limits: [
          ['elite', HOUR],
          ['high', DAY],
          ['medium', WEEK],
        ],
        beyond: 'low',
      },
      // 5 %, 10 %, 15 %, 64 %.
      change_fail_rate: {
        better: 'less',
        limits: [
          ['elite', 0.05],
          ['high', 0.1],
          ['medium', 0.15],
        ],
        beyond: 'low',
      },
    },
  },
};

/** "No band is shown for a service with fewer than 3 data points." */
export const FEWEST_FOR_A_BAND = 3;

/** Where the bands of an edition were published. */
export function bandSource(edition: BandEdition): BandSource {
  return editions[edition].source;
}

/** The band of a metric; null without enough data, and where the edition has none. */
export function bandOf(
  metric: Pick<Metric, 'metric' | 'value' | 'n'>,
  edition: BandEdition,
): Band | null {
  const { value, n } = metric;
  const thresholds = editions[edition].thresholds[metric.metric];
  if (!thresholds || value === null || n < FEWEST_FOR_A_BAND) {
    return null;
  }
  const { better, limits, beyond } = thresholds;
  const within = limits.find(([band, limit]) =>
    better === 'more'
      ? value > limit || (band !== 'elite' && value === limit)
      : value <= limit,
  );
  return within ? within[0] : beyond;
}
