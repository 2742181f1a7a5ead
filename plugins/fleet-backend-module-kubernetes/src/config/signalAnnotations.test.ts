import { ConfigReader } from '@backstage/config';
import { signalAnnotations } from './signalAnnotations';

const read = (fleet: object) =>
  signalAnnotations(
    new ConfigReader({ fleet } as ConstructorParameters<
      typeof ConfigReader
    >[0]),
  );

describe('annotations that migrations ask for', () => {
  it('are those of both signals, however deep', () => {
    const migrations = [
      {
        id: 'traced',
        from: { not: { annotation: 'shop.example/traced' } },
        to: {
          anyOf: [
            { annotation: { name: 'shop.example/mesh', value: 'true' } },
            {
              allOf: [
                { platform: 'kubernetes' },
                { not: { anyOf: [{ annotation: 'shop.example/agent-*' }] } },
              ],
            },
          ],
        },
      },
      { id: 'moved', to: { annotation: 'shop.example/traced' } },
    ];
    expect(read({ migrations })).toEqual([
      'shop.example/traced',
      'shop.example/mesh',
      'shop.example/agent-*',
    ]);
  });

  it('are none where there is nothing to read', () => {
    expect(read({})).toEqual([]);
    for (const migrations of [
      [null, 'x', 7, { to: 'x' }, { to: [{ annotation: 'not/there' }] }],
      { to: { annotation: 'no/list' } },
      [{ to: { annotation: 7, anyOf: 'x', allOf: { not: 1 }, not: [] } }],
      [{ to: { annotation: '' } }, { to: { annotation: { value: 'x' } } }],
      [{ to: { annotation: 'x'.repeat(1_000) } }],
    ]) {
      expect(read({ migrations })).toEqual([]);
    }
    expect(signalAnnotations(new ConfigReader({ fleet: 'text' }))).toEqual([]);
  });

  it('do not overflow on a signal that never ends', () => {
    let to: object = { annotation: 'too/deep' };
    for (let depth = 0; depth < 5_000; depth++) to = { not: to };
    expect(read({ migrations: [{ to }] })).toEqual([]);
  });
});
