import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { choicesSchema } from '@landfall/backstage-plugin-fleet-common';
import { choicesOf } from './choices';
import { readFleetConfig } from './config';

const told = (fleet: JsonObject) => {
  const { value, problems } = readFleetConfig({
    config: new ConfigReader({ fleet }),
    sources: [],
  });
  expect(problems).toEqual([]);
  return choicesSchema.parse(choicesOf(value));
};

describe('the choices that people read', () => {
  it('are the defaults where nobody chooses', () => {
    const { chosen, defaults, teams, targets, ci } = told({});
    expect(chosen).toEqual(defaults);
    expect(defaults).toMatchObject({
      windows: { days: [7, 30, 90], first: 30 },
      ...{ timeZone: 'UTC', joinMinutes: 60, finish: 'last' },
      ...{ leadTimeFrom: 'committer', rolledBack: 'first', incidentHours: 24 },
      ...{ failRateWithRollbacks: false, minutesPerLoad: {}, bands: 'none' },
      ...{ hotfixLabels: ['hotfix'], hotfixBranches: ['hotfix/'] },
      workingHours: {
        ...{ zone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00' },
        ...{ until: '17:00', nightFrom: '22:00', nightUntil: '06:00' },
        ...{ shiftFrom: '08:00', holidays: { total: 0, items: [] } },
      },
    });
    const none = { total: 0, items: [] };
    expect({ teams, targets, ci }).toEqual({
      ...{ teams: none, targets: none, ci: none },
    });
  });

  it('tell each choice beside what would hold without it', () => {
    const { chosen, defaults } = told({
      timeZone: 'Europe/Stockholm',
      deployments: { joinMinutes: 30, finish: 'majority' },
      delivery: {
        ...{ windows: [14, 60], firstWindow: 60, leadTimeFrom: 'author' },
        ...{ hotfixLabels: ['urgent'], hotfixBranches: ['fix/'] },
        ...{ rolledBack: 'directly_before', failRateWithRollbacks: true },
        ...{ incidentHours: 48, minutesPerLoad: { pages: 30 }, bands: '2023' },
        workingHours: { from: '08:30', days: ['sunday', 'monday'] },
      },
    });
    expect(chosen).toMatchObject({
      windows: { days: [14, 60], first: 60 },
      ...{ timeZone: 'Europe/Stockholm', joinMinutes: 30 },
      ...{ finish: 'majority', leadTimeFrom: 'author', incidentHours: 48 },
      ...{ hotfixLabels: ['urgent'], hotfixBranches: ['fix/'] },
      ...{ rolledBack: 'directly_before', failRateWithRollbacks: true },
      ...{ minutesPerLoad: { pages: 30 }, bands: '2023' },
      workingHours: {
        ...{ zone: 'Europe/Stockholm', days: [1, 7], from: '08:30' },
      },
    });
    expect(defaults).toEqual(told({}).defaults);
  });

  it('tell the calendars of teams with what holds for everybody', () => {
    const { teams } = told({
      delivery: {
        workingHours: {
          from: '08:30',
          teams: [
            { team: 'group:default/b', until: '18:00' },
            {
              ...{ team: 'group:default/a', zone: 'America/New_York' },
              holidays: ['2026-12-25', '2026-12-24'],
            },
          ],
        },
      },
    });
    expect(teams).toMatchObject({
      total: 2,
      items: [
        {
          team: 'group:default/a',
          hours: {
            ...{ zone: 'America/New_York', from: '08:30' },
            holidays: { total: 2, items: ['2026-12-24', '2026-12-25'] },
          },
        },
        { team: 'group:default/b', hours: { from: '08:30', until: '18:00' } },
      ],
    });
  });

  it('tell what each environment is mapped by, in the order in which it is tried', () => {
    const { targets, ci } = told({
      environments: [
        {
          ...{ name: 'production', production: true },
          match: { cluster: 'prod-*', labels: { tier: ['web', 'api'] } },
        },
        { name: 'rest' },
      ],
      delivery: {
        environments: [
          {
            ...{ name: 'production', production: true },
            match: { tier: 'production', origin: 'github.com/acme/*' },
          },
        ],
      },
    });
    expect(targets.items).toEqual([
      {
        ...{ name: 'production', production: true },
        conditions: [
          { of: 'cluster', patterns: ['prod-*'] },
          { of: 'labels.tier', patterns: ['web', 'api'] },
        ],
      },
      { name: 'rest', production: false, conditions: [] },
    ]);
    expect(ci).toEqual({
      total: 1,
      items: [
        {
          ...{ name: 'production', production: true },
          conditions: [
            { of: 'tier', patterns: ['production'] },
            { of: 'origin', patterns: ['github.com/acme/*'] },
          ],
        },
      ],
    });
  });

  it('tell how many there are where not all are told', () => {
    const { teams, targets, chosen } = told({
      environments: Array.from({ length: 120 }, (_, i) => ({ name: `e${i}` })),
      delivery: {
        workingHours: {
          holidays: Array.from(
            { length: 80 },
            (_, i) => `20${String(i + 10)}-01-01`,
          ),
          teams: Array.from({ length: 130 }, (_, i) => ({
            team: `group:default/t${i}`,
          })),
        },
      },
    });
    expect(targets.total).toBe(120);
    expect(targets.items).toHaveLength(100);
    expect(teams.total).toBe(130);
    expect(teams.items).toHaveLength(100);
    expect(chosen.workingHours.holidays.total).toBe(80);
    expect(chosen.workingHours.holidays.items).toHaveLength(50);
  });

  it('hold no key and no credentials', () => {
    const secret = 'not-to-be-told-to-anybody';
    expect(JSON.stringify(told({ fingerprintKey: secret }))).not.toContain(
      secret,
    );
  });
});
