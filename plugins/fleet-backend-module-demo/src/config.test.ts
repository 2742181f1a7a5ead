import { ConfigReader } from '@backstage/config';
import { readDemoConfig } from './config';

const read = (demo?: unknown) =>
  readDemoConfig(
    new ConfigReader(
      JSON.parse(JSON.stringify(demo === undefined ? {} : { fleet: { demo } })),
    ),
  );

describe('the configuration of the made-up company', () => {
  it('makes up nothing unless it is asked to', () => {
    expect(read()).toEqual({ options: undefined, problems: [] });
    expect(read({})).toEqual({ options: undefined, problems: [] });
    expect(read({ enabled: false })).toEqual({
      options: undefined,
      problems: [],
    });
  });

  it('has defaults for everything', () => {
    expect(read({ enabled: true })).toEqual({
      options: { seed: 'landfall', teams: 20, services: 200, days: 90 },
      problems: [],
    });
  });

  it('takes what is given', () => {
    expect(read({ enabled: true, seed: 'x', teams: 200 }).options).toEqual({
      seed: 'x',
      teams: 200,
      services: 200,
      days: 90,
    });
  });

  it.each([
    ['days', 0],
    ['days', 'many'],
    ['teams', 2.5],
    ['seed', ''],
    ['sevrices', 3],
  ])('names the line when %s is %j, and goes on', (key, value) => {
    const { options, problems } = read({ enabled: true, [key]: value });
    expect(options).toEqual({
      seed: 'landfall',
      teams: 20,
      services: 200,
      days: 90,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0].text).toContain(`fleet.demo.${key}`);
  });

  it.each([['yes'], [1]])('does not guess what %j means', enabled => {
    const { options, problems } = read({ enabled });
    expect(options).toBeUndefined();
    expect(problems[0].text).toContain('fleet.demo.enabled');
  });

  it('says so when the section is none', () => {
    expect(read('on').problems[0].text).toContain('fleet.demo');
  });
});
