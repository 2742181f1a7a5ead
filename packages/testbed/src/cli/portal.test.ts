import { fromRoot } from './portal';

describe('the files of configuration of the portal', () => {
  it('are found from the root of the repository', () => {
    expect(
      fromRoot(
        ['--config', 'app-config.yaml', '--config', '/etc/mine.yaml'],
        '/portal',
      ),
    ).toEqual([
      '--config',
      '/portal/app-config.yaml',
      '--config',
      '/etc/mine.yaml',
    ]);
  });

  it('may be addresses, and other arguments stay as they are', () => {
    const args = [
      '--config',
      'https://example.com/app-config.yaml',
      'packages/app',
    ];
    expect(fromRoot(args, '/portal')).toEqual(args);
  });
});
