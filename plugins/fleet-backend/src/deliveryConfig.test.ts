import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readFleetConfig } from './config';
import { deliveryOptions, windowsOf } from './deliveryConfig';

const read = (delivery: JsonObject) => {
  const { value, problems } = readFleetConfig({
    config: new ConfigReader({ fleet: { delivery } }),
    sources: [],
  });
  return {
    problems: problems.map(problem => problem.text).sort(),
    windows: windowsOf(value.delivery),
    options: deliveryOptions(value.delivery, { timeZone: 'Europe/Stockholm' }),
  };
};
const ci = { origin: 'github.com/acme/cart', environment: 'live', tier: null };

const team = (name: string, zone: string | null = null) => ({
  ref: `group:default/${name}`,
  zone,
});

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
    expect(options.hoursOf(team('search'))).toMatchObject({
      zone: 'America/New_York',
      days: [7, 1],
      from: 510,
      holidays: ['2026-12-25'],
    });
    expect(options.hoursOf(team('other')).zone).toBe('Europe/Stockholm');
  });

  it('takes the zone that configuration gives a team, else what the catalog gives it, else everybody’s', () => {
    const { options } = read({
      workingHours: {
        zone: 'Europe/London',
        teams: [
          { team: 'group:default/search', zone: 'America/New_York' },
          { team: 'group:default/sales', from: '10:00' },
        ],
      },
    });
    const of = (name: string, zone: string | null) =>
      options.hoursOf(team(name, zone));
    expect(of('search', 'Asia/Tokyo').zone).toBe('America/New_York');
    expect(of('sales', 'Asia/Tokyo')).toMatchObject({
      zone: 'Asia/Tokyo',
      from: 600,
    });
    expect(of('other', 'Asia/Tokyo').zone).toBe('Asia/Tokyo');
    expect(of('other', null).zone).toBe('Europe/London');
  });

  it('lets everybody’s zone hold where the catalog gives a team what is none', () => {
    const { options } = read({});
    expect(options.hoursOf(team('search', 'Mars/Olympus')).zone).toBe(
      'Europe/Stockholm',
    );
  });

  it('names a zone of a team that is none, and leaves only that out', () => {
    const { options, problems } = read({
      workingHours: {
        teams: [
          { team: 'group:default/search', zone: 'Mars/Olympus', from: '10:00' },
        ],
      },
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      'fleet.delivery.workingHours.teams[0].zone: must be the name of a time zone such as Europe/Stockholm',
    );
    expect(options.hoursOf(team('search')).zone).toBe('Europe/Stockholm');
  });

  it.each<[given: JsonObject, days: number[], first: number]>([
    [{}, [7, 30, 90], 30],
    [{ windows: [90, 14, 30, 14] }, [14, 30, 90], 30],
    [{ windows: [14, 60, 120] }, [14, 60, 120], 60],
    [{ windows: [14, 60] }, [14, 60], 14],
    [{ windows: [180] }, [180], 180],
    [{ windows: [7, 30], firstWindow: 7 }, [7, 30], 7],
    [{ firstWindow: 90 }, [7, 30, 90], 90],
    // What is wrong is left out; where nothing is left the default holds.
    [{ windows: [14, 400] }, [14], 14],
    [{ windows: [0, 'month'] }, [7, 30, 90], 30],
    [{ windows: [] }, [7, 30, 90], 30],
    [{ windows: 30 }, [7, 30, 90], 30],
    [{ windows: [1, 2, 3, 4, 5, 6, 7] }, [7, 30, 90], 30],
    [{ windows: [14, 28], firstWindow: 30 }, [14, 28], 14],
  ])('tells numbers over the windows of %j', (given, days, first) => {
    const { windows, options } = read(given);
    expect(windows).toEqual({ days, first });
    expect(options.windows).toEqual(days);
  });

  it('derives anew when a choice is different, but not for the bands, which are only shown', () => {
    const fingerprint = (given: JsonObject) => read(given).options.fingerprint;
    expect(fingerprint({ bands: '2023' })).toBe(fingerprint({}));
    expect(fingerprint({ incidentHours: 12 })).not.toBe(fingerprint({}));
    expect(fingerprint({ firstWindow: 90 })).toBe(fingerprint({}));
    expect(fingerprint({ windows: [30, 90, 7] })).toBe(fingerprint({}));
    expect(fingerprint({ windows: [30, 90] })).not.toBe(fingerprint({}));
  });

  it.each<[given: JsonObject, problem: string]>([
    [
      { leadTimeFrom: 'merge' },
      'leadTimeFrom: must be one of committer, author',
    ],
    [{ bands: '2020' }, 'bands: must be one of 2021, 2023, none'],
    [
      { rolledBack: 'last' },
      'rolledBack: must be one of first, directly_before',
    ],
    [
      { failRateWithRollbacks: 'yes' },
      'failRateWithRollbacks: must be a boolean',
    ],
    [{ windows: [] }, 'windows: must be 1 to 6 windows'],
    [{ windows: [1, 2, 3, 4, 5, 6, 7] }, 'windows: must be 1 to 6 windows'],
    [{ windows: 30 }, 'windows: must be an array'],
    [
      { windows: [7, 181] },
      'windows[1]: must be a whole number of days, 1 to 180',
    ],
    [
      { windows: [7, 0] },
      'windows[1]: must be a whole number of days, 1 to 180',
    ],
    [
      { windows: [7.5, 30] },
      'windows[0]: must be a whole number of days, 1 to 180',
    ],
    [{ windows: [7, '30'] }, 'windows[1]: must be a number'],
    [
      { windows: [7, 14], firstWindow: 30 },
      'firstWindow: must be one of the windows 7, 14',
    ],
    [{ incidentHours: 0 }, 'incidentHours: must be at least 1'],
    [{ incidentHours: 169 }, 'incidentHours: must be at most 168'],
    [{ hotfixLabels: ['hotfix', ''] }, 'hotfixLabels[1]: must not be empty'],
    [{ hotfixBranches: 'hotfix/' }, 'hotfixBranches: must be an array'],
    [
      { minutesPerLoad: { pages: -1 } },
      'minutesPerLoad.pages: must be at least 0',
    ],
    [
      { minutesPerLoad: { page: 1 } },
      'minutesPerLoad.page: unknown key, did you mean pages',
    ],
    [
      { workingHours: { from: '9' } },
      'workingHours.from: must be a time such as 09:00',
    ],
    [
      { workingHours: { zone: 'Mars/Olympus' } },
      'workingHours.zone: must be the name of a time zone such as Europe/Stockholm',
    ],
    [
      { workingHours: { days: ['monday', 'mon'] } },
      'workingHours.days[1]: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday',
    ],
    [
      { workingHours: { holidays: ['24.12.2026'] } },
      'workingHours.holidays[0]: must be a day such as 2026-12-24',
    ],
    [
      { workingHours: { teams: [{ team: 'search' }] } },
      'workingHours.teams[0].team: must be a full entity reference such as component:default/cart-api',
    ],
    [
      {
        workingHours: { teams: [{ team: 'group:default/a', until: '25:00' }] },
      },
      'workingHours.teams[0].until: must be a time such as 09:00',
    ],
    [
      { environments: [{ production: true }] },
      'environments[0].name: is missing, must be a string',
    ],
    [
      { environments: [{ name: 'live', match: { environmnt: 'live' } }] },
      'environments[0].match.environmnt: unknown key, did you mean environment',
    ],
    [{ band: '2023' }, 'band: unknown key, did you mean bands'],
  ])('names the line to change: %j', (given, problem) => {
    expect(read(given).problems).toEqual([`fleet.delivery.${problem}`]);
  });
});
