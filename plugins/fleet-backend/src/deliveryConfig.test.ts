import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readFleetConfig } from './config';
import { deliveryOptions } from './deliveryConfig';

const read = (delivery: JsonObject) => {
  const { value, problems } = readFleetConfig({
    config: new ConfigReader({ fleet: { delivery } }),
    sources: [],
  });
  return {
    problems: problems.map(problem => problem.text).sort(),
    options: deliveryOptions(value.delivery, { timeZone: 'Europe/Stockholm' }),
  };
};
const ci = { origin: 'github.com/acme/cart', environment: 'live', tier: null };

describe('the configuration under fleet.delivery', () => {
  it('is what the definitions choose where nothing is said', () => {
    const { options, problems } = read({});
    expect(problems).toEqual([]);
    expect(options.rules).toMatchObject({
      leadTimeFrom: 'committer',
      rolledBack: 'first',
      failRateWithRollbacks: false,
      incidentMs: 24 * 3_600_000,
    });
    expect(options.hoursOf(null)).toMatchObject({
      zone: 'Europe/Stockholm',
      from: 540,
      days: [1, 2, 3, 4, 5],
    });
    expect(options.minutes).toEqual({});
  });

  it('never takes an environment of CI for production by its name', () => {
    expect(
      read({}).options.environmentOfCi({ ...ci, environment: 'production' }),
    ).toEqual({ name: null, production: false });
  });

  it('maps environments of CI by name, tier and origin, the first that matches', () => {
    const { options } = read({
      environments: [
        {
          name: 'sandbox',
          match: { environment: 'live', origin: 'github.com/acme/play-*' },
        },
        {
          name: 'production',
          production: true,
          match: { environment: 'live' },
        },
        { name: 'production', production: true, match: { tier: 'production' } },
      ],
    });
    const mapped = (given: Partial<Record<keyof typeof ci, string>>) =>
      options.environmentOfCi({ ...ci, ...given });
    expect(mapped({})).toEqual({ name: 'production', production: true });
    expect(mapped({ origin: 'github.com/acme/play-ground' })).toEqual({
      name: 'sandbox',
      production: false,
    });
    expect(mapped({ environment: 'eu', tier: 'production' })).toEqual({
      name: 'production',
      production: true,
    });
    expect(mapped({ environment: 'eu' }).name).toBeNull();
  });

  it('gives a team its own calendar, and the rest as for everybody', () => {
    const { options } = read({
      workingHours: {
        from: '08:30',
        teams: [
          {
            team: 'Group:default/Search',
            zone: 'America/New_York',
            days: ['sunday', 'monday'],
            holidays: ['2026-12-25'],
          },
        ],
      },
    });
    expect(options.hoursOf('group:default/search')).toMatchObject({
      zone: 'America/New_York',
      days: [7, 1],
      from: 510,
      holidays: ['2026-12-25'],
    });
    expect(options.hoursOf('group:default/other').zone).toBe(
      'Europe/Stockholm',
    );
  });

  it('derives anew when a choice is different, but not for the bands, which are only shown', () => {
    const fingerprint = (given: JsonObject) => read(given).options.fingerprint;
    expect(fingerprint({ bands: '2023' })).toBe(fingerprint({}));
    expect(fingerprint({ incidentHours: 12 })).not.toBe(fingerprint({}));
  });

  it('names the line to change', () => {
    expect(
      read({
        leadTimeFrom: 'merge',
        minutesPerLoad: { pages: -1 },
        workingHours: { from: '9', zone: 'Mars/Olympus' },
        bands: '2020',
      }).problems,
    ).toEqual([
      'fleet.delivery.bands: must be one of 2021, 2023, none',
      'fleet.delivery.leadTimeFrom: must be one of committer, author',
      'fleet.delivery.minutesPerLoad.pages: must be at least 0',
      'fleet.delivery.workingHours.from: must be a time such as 09:00',
      'fleet.delivery.workingHours.zone: must be the name of a time zone such as Europe/Stockholm',
    ]);
  });
});
