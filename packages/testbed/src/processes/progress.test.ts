import { withProgress } from './progress';

describe('what takes long', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is told when it begins, every so often, and when it is done', async () => {
    const lines: string[] = [];
    const done = withProgress(
      { what: 'building etcd', onProgress: line => lines.push(line) },
      () =>
        new Promise<string>(resolve => setTimeout(resolve, 80_000, 'built')),
    );
    await jest.advanceTimersByTimeAsync(80_000);
    expect(await done).toBe('built');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual([
      'building etcd',
      'still building etcd, for 15 s',
      'still building etcd, for 30 s',
      'still building etcd, for 45 s',
      'still building etcd, for 1 min 0 s',
      'still building etcd, for 1 min 15 s',
      'done building etcd, in 1 min 20 s',
    ]);
  });

  it('is told no more when it failed', async () => {
    const lines: string[] = [];
    const failed = withProgress(
      { what: 'building etcd', onProgress: line => lines.push(line) },
      async () => {
        throw new Error('no compiler');
      },
    );
    await expect(failed).rejects.toThrow('no compiler');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual(['building etcd']);
  });
});
