import fc from 'fast-check';
import { z } from 'zod';
import { lenientParse } from './lenientParse';

const schema = z.strictObject({
  timeZone: z.string().default('UTC'),
  deployments: z
    .strictObject({
      joinMinutes: z.number().min(1).max(1440).default(60),
      finish: z.enum(['last', 'first', 'majority']).default('last'),
    })
    .prefault({}),
  environments: z
    .array(
      z.strictObject({
        name: z.string(),
        match: z.strictObject({
          cluster: z.string().optional(),
          namespace: z.string().optional(),
        }),
      }),
    )
    .default([]),
});

const parse = (input: unknown) =>
  lenientParse({ schema, input, path: 'fleet' });

describe('lenientParse', () => {
  it('gives defaults for an empty section', () => {
    expect(parse(undefined)).toEqual({
      problems: [],
      value: {
        timeZone: 'UTC',
        deployments: { joinMinutes: 60, finish: 'last' },
        environments: [],
      },
    });
  });

  it('names the line of an unknown key, what was meant, and leaves the whole entry out', () => {
    const production = { name: 'production', match: { cluster: 'prod' } };
    const result = parse({
      environments: [
        production,
        { name: 'a', match: { clutser: 'x' } },
        { name: 'b', match: { cluser: 'y' } },
      ],
    });
    expect(result.value.environments).toEqual([production]);
    expect(result.problems.map(problem => problem.text)).toEqual([
      'fleet.environments[1].match.clutser: unknown key, did you mean cluster',
      'fleet.environments[2].match.cluser: unknown key, did you mean cluster',
    ]);
    expect(result.problems[1].fix).toBe('Write cluster instead.');
  });

  it('keeps the numbers of the lines when an earlier entry was left out in an earlier round', () => {
    const odd = schema.extend({
      environments: schema.shape.environments.refine(
        list => list.every(entry => entry.name !== 'late'),
        { message: 'late', path: [1, 'name'] },
      ),
    });
    const { problems } = lenientParse({
      schema: odd,
      path: 'fleet',
      input: {
        environments: [
          { name: 1, match: {} },
          { name: 'early', match: {} },
          { name: 'late', match: {} },
        ],
      },
    });
    expect(problems.map(problem => problem.text)).toEqual([
      'fleet.environments[0].name: must be a string',
      'fleet.environments[2].name: late',
    ]);
  });

  it('takes the default of a single wrong value and keeps its neighbours', () => {
    const result = parse({
      deployments: { joinMinutes: 0, finish: 'middle' },
      timeZone: 'Europe/Stockholm',
    });
    expect(result.value).toMatchObject({
      timeZone: 'Europe/Stockholm',
      deployments: { joinMinutes: 60, finish: 'last' },
    });
    expect(result.problems.map(problem => problem.text)).toEqual([
      'fleet.deployments.joinMinutes: must be at least 1',
      'fleet.deployments.finish: must be one of last, first, majority',
    ]);
  });

  it('lists what is known where nothing is near', () => {
    const [problem] = parse({ deployments: { colour: 'red' } }).problems;
    expect(problem.text).toBe(
      'fleet.deployments.colour: unknown key, known are joinMinutes, finish',
    );
    expect(problem.fix).toBe('Remove fleet.deployments.colour.');
  });

  it('leaves out an entry without what it needs', () => {
    const result = parse({ environments: [{ match: {} }] });
    expect(result.value.environments).toEqual([]);
    expect(result.problems[0].text).toBe(
      'fleet.environments[0].name: is missing, must be a string',
    );
  });

  it('survives whatever it is given, and names no values', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({
            timeZone: fc.jsonValue(),
            deployments: fc.jsonValue(),
            environments: fc.array(
              fc.record({ name: fc.jsonValue(), match: fc.jsonValue() }),
            ),
          }),
        ),
        input => {
          const { value, problems } = parse(input);
          expect(schema.safeParse(value).success).toBe(true);
          // A section that is null is one that is left empty.
          const sound = schema.safeParse(input ?? {}).success;
          expect(sound).toBe(problems.length === 0);
        },
      ),
    );
    expect(
      JSON.stringify(parse({ timeZone: { token: 'hush' } })),
    ).not.toContain('hush');
  });
});
