import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readFleetConfig } from './config';

const read = (fleet?: JsonObject) =>
  readFleetConfig({
    config: new ConfigReader(fleet ? { fleet } : {}),
    sources: ['mainframe'],
  });

describe('the configuration under fleet', () => {
  it('has defaults for everything', () => {
    expect(read()).toEqual({
      problems: [],
      value: {
        timeZone: 'UTC',
        deployments: { joinMinutes: 60, finish: 'last' },
        delivery: expect.objectContaining({ incidentHours: 24 }),
        services: [],
        environments: [],
        catalog: expect.objectContaining({ refreshSeconds: 60 }),
      },
    });
  });

  it('reads what is there', () => {
    const { value, problems } = read({
      timeZone: 'Europe/Stockholm',
      fingerprintKey: '0123456789abcdef',
      environments: [
        { name: 'production', production: true, match: { cluster: 'prod-*' } },
      ],
    });
    expect(problems).toEqual([]);
    expect(value.timeZone).toBe('Europe/Stockholm');
    expect(value.environments[0].match.cluster).toEqual(['prod-*']);
  });

  it('leaves keys of modules alone, installed or not', () => {
    expect(
      read({ kubernetes: { clusters: [] }, demo: {}, mainframe: {} }).problems,
    ).toEqual([]);
  });

  it('names the line to change and uses the rest', () => {
    const { value, problems } = read({
      timezone: 'UTC',
      timeZone: 'Mars/Olympus',
      fingerprintKey: 'short and secret',
      deployments: { joinMinutes: 0, finish: 'middle' },
      environments: [
        { name: 'staging', match: { cluser: 'stage' } },
        { name: 'production', production: true, match: { cluster: 'prod' } },
      ],
      services: [{ match: {}, service: '{label' }],
      catalogue: {},
    });
    expect(problems.map(problem => problem.text).sort()).toEqual([
      'fleet.catalogue: unknown key, did you mean catalog',
      'fleet.deployments.finish: must be one of last, first, majority',
      'fleet.deployments.joinMinutes: must be at least 1',
      'fleet.environments[0].match.cluser: unknown key, did you mean cluster',
      'fleet.services[0].service: must be an entity reference with placeholders such as component:default/{label:app}',
      'fleet.timeZone: must be the name of a time zone such as Europe/Stockholm',
      'fleet.timezone: unknown key, did you mean timeZone',
    ]);
    expect(value).toMatchObject({
      timeZone: 'UTC',
      deployments: { joinMinutes: 60, finish: 'last' },
      environments: [{ name: 'production' }],
      services: [],
    });
  });

  it('never shows a value that could be a secret', () => {
    const { problems } = read({ fingerprintKey: 'hush', timeZone: 'hush' });
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toContain('hush');
  });

  it('says so when the section is no section', () => {
    const { problems } = readFleetConfig({
      config: new ConfigReader({ fleet: 'on' }),
      sources: [],
    });
    expect(problems).toEqual([
      { text: 'fleet: must be an object', fix: 'Change fleet.' },
    ]);
  });
});
