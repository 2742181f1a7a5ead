import { QUALITY_SENTENCES } from '../../../delivery/quality';
import type { QualityKind } from '../../../delivery/types';
import { qualityFix } from './qualityFix';

const cart = { kind: 'service', name: 'component:default/cart' } as const;
const textOf = (name: string) =>
  qualityFix('unmapped_ci_environment', { kind: 'environment', name })?.text;

describe('the lines that mend what does not join', () => {
  it('are YAML whatever an environment is called', () => {
    expect(textOf('canary')).toContain('match: { environment: canary }');
    expect(textOf('prod: eu')).toContain('match: { environment: "prod: eu" }');
    // YAML would read these as truth and as a number.
    expect(textOf('on')).toContain('- name: "on"');
    expect(textOf('1')).toContain('- name: "1"');
  });

  it('never make an environment production by themselves', () => {
    expect(textOf('production')).toContain('production: false');
  });

  it('name the repository beside the commit only where it is known', () => {
    const kind = 'version_without_commit';
    const origin = (name: string) =>
      qualityFix(kind, { kind: 'origin', name })?.text;
    expect(origin('github.com/acme/cart')).toContain(
      'org.opencontainers.image.source: "https://github.com/acme/cart"',
    );
    expect(origin('jenkins:default/cart')).not.toContain('image.source');
    expect(qualityFix(kind, cart)?.text).not.toContain('image.source');
  });

  it('say by which name of an entity its workloads are found', () => {
    expect(qualityFix('ci_without_rollout', cart)).toEqual({
      where: 'catalog_annotation',
      text: 'metadata:\n  annotations:\n    backstage.io/kubernetes-id: cart',
    });
  });

  it('are none where no lines mend it', () => {
    const kinds = Object.keys(QUALITY_SENTENCES) as QualityKind[];
    const mended = kinds.filter(kind => qualityFix(kind, cart) !== null);
    expect(mended.length).toBeLessThan(kinds.length);
    expect(qualityFix('negative_lead_time', cart)).toBeNull();
  });
});
