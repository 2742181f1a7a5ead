import { Versions } from './versions';

describe('versions of observations', () => {
  it('grow with the resource versions, and never shrink', () => {
    const versions = new Versions();
    for (const version of ['5', '9', '7', 'opaque', undefined]) {
      versions.note(version);
    }
    versions.settle();
    expect(versions.current).toBe(9);
  });

  it('go on after a restart', () => {
    const versions = new Versions({ highest: 100, base: 0 });
    versions.note('120');
    versions.settle();
    expect(versions.current).toBe(120);
  });

  it('stay above what was recorded when the cluster counts from a lower one again', () => {
    const restored = new Versions({ highest: 1_000, base: 0 });
    restored.note('10');
    restored.settle();
    expect(restored.current).toBe(1_000);
    restored.note('11');
    expect(restored.current).toBe(1_001);
    const later = new Versions(restored.state);
    later.note('20');
    later.settle();
    expect(later.current).toBe(1_010);
  });
});
