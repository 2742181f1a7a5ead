/** When the services of the made-up company began to speak gRPC: a pure function of the company and of when its story begins. */
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { Company } from '../company/types';
import { GRPC, wavesOfSystems } from './plan';
import { atWork, HOUR_MS, monthOf } from './times';

/** When a service speaks gRPC: first in one cluster, later in all others. Instants in ms since the epoch, infinite for never. */
export interface ProtocolChange {
  firstAt: number;
  othersAt: number;
  /** Somebody went back to the old protocol. */
  backAt: number;
}

const NEVER: ProtocolChange = {
  firstAt: Infinity,
  othersAt: Infinity,
  backAt: Infinity,
};
/** Of a hundred services in the order of their waves: who speaks gRPC everywhere, in one cluster only, or tried and went back. */
const EVERYWHERE = 70;
const SOMEWHERE = 80;
const BACK = 83;
/** The next one changes so long after the one before, in a company of 200. */
const EVERY_MS = 1.5 * HOUR_MS;

/** The changes of all services that others call, by name. */
export function protocolChangesOf(options: {
  seed: string;
  company: Company;
  startedAt: number;
}): Map<string, ProtocolChange> {
  const { seed, company, startedAt } = options;
  const begin = monthOf(startedAt) + GRPC.startWeek * 7 * DAY_MS;
  const waves = wavesOfSystems(company, GRPC.waves);
  const order = new Chance(seed, 'grpc order');
  const services = company.services
    .filter(service => service.serves)
    .map(service => ({
      service,
      draw: order.next(),
      wave: waves.get(service.system) ?? GRPC.waves.length - 1,
    }))
    .sort((a, b) => a.wave - b.wave || a.draw - b.draw);
  const every = (EVERY_MS * 200) / company.services.length;
  const first = begin + 10 * DAY_MS;
  let waiting = 0;
  return new Map(
    services.map(({ service }, index) => {
      const chance = new Chance(seed, 'grpc', service.name);
      const place = (100 * (index + 0.5)) / services.length;
      if (place < EVERYWHERE) {
        // Some could have, and have not.
        if (chance.happens(0.06)) return [service.name, NEVER];
        const share = place / EVERYWHERE;
        const firstAt = atWork(
          first + share * (startedAt - 6 * DAY_MS - first),
        );
        const othersAt = firstAt + chance.whole(1, 4) * DAY_MS;
        return [service.name, { firstAt, othersAt, backAt: Infinity }];
      }
      if (place < BACK) {
        const firstAt = atWork(startedAt - chance.whole(9, 20) * DAY_MS);
        const isBack = place >= SOMEWHERE;
        waiting += isBack ? 0 : 1;
        return [
          service.name,
          {
            firstAt,
            othersAt: isBack
              ? Infinity
              : startedAt + Math.round(waiting * every),
            backAt: isBack ? firstAt + 5 * DAY_MS : Infinity,
          },
        ];
      }
      waiting += 1;
      const firstAt = startedAt + Math.round(waiting * every);
      return [
        service.name,
        { firstAt, othersAt: firstAt + 3 * HOUR_MS, backAt: Infinity },
      ];
    }),
  );
}
