import { ancestries } from './teamTree';

describe('teams', () => {
  it('are below themselves and all above them', () => {
    expect(
      ancestries([
        { ref: 'a', parent: null },
        { ref: 'b', parent: 'a' },
        { ref: 'c', parent: 'b' },
      ]),
    ).toEqual([
      { team: 'a', ancestor: 'a', depth: 0 },
      { team: 'b', ancestor: 'b', depth: 0 },
      { team: 'b', ancestor: 'a', depth: 1 },
      { team: 'c', ancestor: 'c', depth: 0 },
      { team: 'c', ancestor: 'b', depth: 1 },
      { team: 'c', ancestor: 'a', depth: 2 },
    ]);
  });

  it('that contain each other in a circle are above each other once', () => {
    expect(
      ancestries([
        { ref: 'a', parent: 'b' },
        { ref: 'b', parent: 'a' },
        { ref: 'c', parent: 'c' },
      ]),
    ).toEqual([
      { team: 'a', ancestor: 'a', depth: 0 },
      { team: 'a', ancestor: 'b', depth: 1 },
      { team: 'b', ancestor: 'b', depth: 0 },
      { team: 'b', ancestor: 'a', depth: 1 },
      { team: 'c', ancestor: 'c', depth: 0 },
    ]);
  });

  it('end where a parent is not there', () => {
    expect(ancestries([{ ref: 'a', parent: 'gone' }])).toEqual([
      { team: 'a', ancestor: 'a', depth: 0 },
    ]);
  });
});
