import type {
  HostBody,
  ObservationInput,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';

/** What observations of hosts are made of. */
export interface HostsOptions {
  look: Look;
  /** By name. */
  open: ReadonlyMap<string, ObservationOf<'host'>>;
  now: number;
  version: number;
}

/** What changed of the hosts: one that is down is still there, one that the master no longer knows was taken out. */
export function hostObservations({
  look,
  open,
  now,
  version,
}: HostsOptions): ObservationInput[] {
  const found: ObservationInput[] = [];
  for (const [name, { up, cpus, memoryBytes }] of look.hosts) {
    const before = open.get(name);
    const body: HostBody = {
      platform: 'helios',
      host: name,
      up,
      // An agent that just came up has not told yet.
      cpus: cpus ?? before?.body.cpus ?? null,
      memoryBytes: memoryBytes ?? before?.body.memoryBytes ?? null,
      since: now,
    };
    if (before && isSame(before.body, body)) continue;
    found.push({
      kind: 'host',
      key: before?.key ?? `host/${name}/${version}`,
      version,
      at: before?.at ?? now,
      ended: false,
      endedAt: null,
      estimated: { at: true, endedAt: false },
      body,
    });
  }
  for (const [name, before] of open) {
    if (look.hosts.has(name) || look.unknownHosts.has(name)) continue;
    found.push({
      ...before,
      version,
      ended: true,
      endedAt: Math.max(now, before.at),
      estimated: { at: true, endedAt: true },
      body: { ...before.body, up: false },
    });
  }
  return found;
}

function isSame(a: HostBody, b: HostBody): boolean {
  return a.up === b.up && a.cpus === b.cpus && a.memoryBytes === b.memoryBytes;
}
