/** When the two migrations of the made-up company began, and which systems move together. */
import type { Company } from '../company/types';

/** Weeks, counted from the beginning of the month in which the portal is opened. */
export interface WavePlan {
  id: string;
  title: string;
  /** Of the systems, in percent. */
  share: number;
  /** Without dates nobody has planned it yet. */
  dates?: { start: number; end: number };
  gates?: string[];
}

/** From Helios to Kubernetes. */
export const MOVE = {
  id: 'helios-to-kubernetes',
  startWeek: -22,
  targetWeek: 14,
  waves: [
    {
      id: 'pilots',
      title: 'Pilots',
      share: 8,
      dates: { start: -21, end: -16 },
      gates: ['The platform team is on call for whoever moves'],
    },
    {
      id: 'wave-1',
      title: 'Wave 1',
      share: 14,
      dates: { start: -17, end: -12 },
      gates: ['The pilots have been on Kubernetes for two weeks'],
    },
    {
      id: 'wave-2',
      title: 'Wave 2',
      share: 16,
      dates: { start: -13, end: -8 },
    },
    { id: 'wave-3', title: 'Wave 3', share: 16, dates: { start: -9, end: -4 } },
    {
      id: 'wave-4',
      title: 'Wave 4',
      share: 18,
      dates: { start: -6, end: -1 },
      gates: ['Load tests run in CI without a person'],
    },
    {
      id: 'wave-5',
      title: 'Wave 5',
      share: 10,
      dates: { start: -2, end: 6 },
      gates: ['The second cluster has room for 600 instances'],
    },
    { id: 'wave-6', title: 'Wave 6', share: 13, dates: { start: 5, end: 10 } },
    { id: 'last', title: 'Those without a date', share: 5 },
  ],
} as const satisfies Migration;

/** From the in-house RPC to gRPC. */
export const GRPC = {
  id: 'rpc-to-grpc',
  startWeek: -30,
  targetWeek: 8,
  waves: [
    {
      id: 'edge-first',
      title: 'What clients call',
      share: 30,
      dates: { start: -29, end: -16 },
    },
    {
      id: 'inner',
      title: 'What services call',
      share: 40,
      dates: { start: -18, end: -3 },
    },
    { id: 'rest', title: 'The rest', share: 30, dates: { start: -4, end: 7 } },
  ],
} as const satisfies Migration;

interface Migration {
  id: string;
  startWeek: number;
  targetWeek: number;
  waves: readonly WavePlan[];
}

/** Which wave each system is in, by its place in the list of waves. The first systems of every team are spread over all waves. */
export function wavesOfSystems(
  company: Pick<Company, 'services'>,
  waves: readonly WavePlan[],
): Map<string, number> {
  const systems = [...new Set(company.services.map(one => one.system))];
  const whole = waves.reduce((sum, wave) => sum + wave.share, 0);
  // A step that shares no factor with the number of waves, so that neighbours, which are of one team, move at different times.
  const step = 0.381966;
  return new Map(
    systems.map((system, index) => {
      let left = ((index * step) % 1) * whole;
      const place = waves.findIndex(wave => (left -= wave.share) < 0);
      return [system, place < 0 ? waves.length - 1 : place];
    }),
  );
}
