/**
 * Services side by side by platform. What a service that ran on several did cannot be divided among them: one deployment reaches both within the hour, an
 * incident names no platform. So it belongs to neither, and each service is in exactly one group: the groups add up.
 */
import { compareText } from './artefact';

/** Services that ran in production on the same platform, on several, or on none. */
export interface PlatformGroup<Service> {
  runsOn: 'one' | 'several' | 'none';
  /** Which one; null for several and none. */
  platform: string | null;
  services: Service[];
}

/**
 * Groups services: by the name of the platform, then those on several, then those on none; no group is empty.
 *
 * @param options.platformsOf - where a service ran in production during the window, each platform once.
 */
export function platformGroups<Service>(
  services: readonly Service[],
  options: { platformsOf(service: Service): readonly string[] },
): PlatformGroup<Service>[] {
  const single = new Map<string, Service[]>();
  const several: Service[] = [];
  const none: Service[] = [];
  for (const service of services) {
    const [platform, ...others] = options.platformsOf(service);
    if (platform === undefined) none.push(service);
    else if (others.length > 0) several.push(service);
    else {
      const known = single.get(platform);
      if (known) known.push(service);
      else single.set(platform, [service]);
    }
  }
  const groups: PlatformGroup<Service>[] = [
    ...[...single]
      .sort(([a], [b]) => compareText(a, b))
      .map(([platform, members]) => ({
        runsOn: 'one' as const,
        platform,
        services: members,
      })),
    { runsOn: 'several', platform: null, services: several },
    { runsOn: 'none', platform: null, services: none },
  ];
  return groups.filter(group => group.services.length > 0);
}
