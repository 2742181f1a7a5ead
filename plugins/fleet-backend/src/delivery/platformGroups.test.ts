import fc from 'fast-check';
import { platformGroups } from './platformGroups';

const groupsOf = (services: Record<string, readonly string[]>) =>
  platformGroups(Object.keys(services), {
    platformsOf: name => services[name],
  });

it('puts platforms side by side by name, then what ran on several, then what ran nowhere', () => {
  expect(
    groupsOf({
      moved: ['helios', 'kubernetes'],
      new: ['kubernetes'],
      old: ['helios'],
      planned: [],
      older: ['helios'],
    }),
  ).toEqual([
    { runsOn: 'one', platform: 'helios', services: ['old', 'older'] },
    { runsOn: 'one', platform: 'kubernetes', services: ['new'] },
    { runsOn: 'several', platform: null, services: ['moved'] },
    { runsOn: 'none', platform: null, services: ['planned'] },
  ]);
});

it('shows no group without services', () => {
  expect(groupsOf({})).toEqual([]);
  expect(groupsOf({ new: ['kubernetes'] })).toHaveLength(1);
});

it('puts every service in exactly one group, so that the groups add up', () => {
  const platforms = fc.uniqueArray(
    fc.constantFrom('helios', 'kubernetes', 'lambda'),
  );
  fc.assert(
    fc.property(fc.array(platforms), all => {
      const groups = platformGroups(
        all.map((ran, index) => ({ index, ran })),
        { platformsOf: ({ ran }) => ran },
      );
      const members = groups.flatMap(group => group.services);
      expect(members.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
        all.map((_, index) => index),
      );
      for (const { runsOn, platform, services } of groups) {
        const belongs = ({ ran }: { ran: readonly string[] }) =>
          ({
            one: ran.length === 1 && ran[0] === platform,
            several: ran.length > 1,
            none: ran.length === 0,
          }[runsOn]);
        expect(services.every(belongs)).toBe(true);
      }
      const names = groups.map(({ runsOn, platform }) => platform ?? runsOn);
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});
