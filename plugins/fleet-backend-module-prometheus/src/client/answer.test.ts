import fc from 'fast-check';
import { readMatrix, readVector } from './answer';
import { QueryError } from './queryError';

const asked = { server: 'Prometheus main', path: 'fleet.x.traffic[0]' };
const http = (answer: unknown, status = 200) => ({
  status,
  text: typeof answer === 'string' ? answer : JSON.stringify(answer),
  headers: {},
});
const vector = (result: unknown, more: object = {}) =>
  http({ status: 'success', data: { resultType: 'vector', result }, ...more });
const trouble = (read: () => unknown): QueryError => {
  try {
    read();
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error('It was read');
};

/** The kind of error that reading ends with; undefined where it does not. */
const kindOf = (
  read: typeof readVector | typeof readMatrix,
  answer: ReturnType<typeof http>,
): unknown => {
  try {
    read(answer, asked);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.constructor : error;
  }
};

describe('an answer of Prometheus', () => {
  it('is series with labels and numbers, as it writes them', () => {
    const metric = { app: 'cart' };
    const values = ['1.5', 'NaN', '+Inf', '-Inf', '1e-3'];
    const { series, unusable, warnings } = readVector(
      vector(
        [
          ...values.map(value => ({ metric, value: [1.5, value] })),
          { metric, histogram: [1.5, { count: '1' }] },
          { metric, value: [1.5, 'text'] },
          { metric: { app: 7 }, value: [1.5, '1'] },
          null,
        ],
        { warnings: ['partial', 7, 'x'.repeat(1_000)], isPartial: true },
      ),
      asked,
    );
    expect(series.map(({ value }) => value)).toEqual([
      1.5,
      NaN,
      Infinity,
      -Infinity,
      0.001,
    ]);
    expect(series[0].labels).toEqual(metric);
    expect(unusable).toBe(4);
    expect(warnings).toEqual(['partial', 'x'.repeat(300), 'it is partial']);
  });

  it('is values over a time, in milliseconds', () => {
    const result = [
      {
        metric: {},
        values: [
          [1.001, '1'],
          [2, '2'],
          [3, 'x'],
        ],
      },
    ];
    const data = { resultType: 'matrix', result };
    expect(readMatrix(http({ status: 'success', data }), asked).series).toEqual(
      [
        {
          labels: {},
          values: [
            [1_001, 1],
            [2_000, 2],
          ],
        },
      ],
    );
  });

  it.each([
    ['bad_data', 'does not understand fleet.x.traffic[0]: why', 'Correct'],
    ['execution', 'cannot compute fleet.x.traffic[0]: why', 'Correct'],
    ['timeout', 'gave up on fleet.x.traffic[0]', 'cheaper'],
    ['internal', 'answers fleet.x.traffic[0] with status 500: why', 'log'],
  ])('is an error of kind %s in words', (errorType, text, fix) => {
    const answer = { status: 'error', errorType, error: 'why' };
    const error = trouble(() => readVector(http(answer, 500), asked));
    expect(error.message).toContain(text);
    expect(error.fix).toContain(fix);
  });

  it.each([
    ['a page of a gateway', http('<html>Bad gateway</html>', 502), '502'],
    ['nothing', http('', 200), 'status 200'],
    [
      'a scalar',
      http({ status: 'success', data: { resultType: 'scalar', result: [] } }),
      'gives a scalar',
    ],
    ['too much', vector(Array(10_001).fill({})), 'gives 10001 series'],
  ])('is of no use when it is %s', (_, answer, text) => {
    expect(trouble(() => readVector(answer, asked)).message).toContain(text);
  });

  it('breaks nothing, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (data, result) => {
        for (const answer of [
          http(data),
          vector(result),
          vector([result]),
          vector([{ metric: result, value: data }]),
          http({ status: 'success', data }),
        ]) {
          for (const read of [readVector, readMatrix]) {
            expect([undefined, QueryError]).toContain(kindOf(read, answer));
          }
        }
      }),
    );
  });
});
