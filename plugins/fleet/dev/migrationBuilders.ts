import type {
  BurnUpPoint,
  MigrationInfo,
  Standing,
} from '@landfall/backstage-plugin-fleet-common';
import { before, DAY, FIXTURE_NOW } from './times';

/** Test data: a migration as pages show its definition. */
export function aMigration(
  overrides: Partial<MigrationInfo> = {},
): MigrationInfo {
  return {
    id: 'helios-to-kubernetes',
    title: 'Helios → Kubernetes',
    description: 'Everything leaves the home-grown platform.',
    owner: { ref: 'group:default/platform', title: 'Platform' },
    sponsor: 'Head of engineering',
    supportLink: 'https://chat.example.com/kubernetes',
    documentationLink: 'https://docs.example.com/kubernetes',
    technology: {
      name: 'Kubernetes',
      link: 'https://kubernetes.io',
      maturity: {
        level: 'graduated',
        source: 'table',
        asOf: '2026-11-02',
        link: 'https://landscape.cncf.io',
      },
    },
    fromTitle: 'Helios',
    toTitle: 'Kubernetes',
    start: '2026-01-12',
    target: '2027-01-31',
    originalTarget: '2027-01-31',
    slips: [],
    validation: [
      { rule: 'stress_test', peakRate: 400 },
      { rule: 'soak', hours: 72 },
    ],
    version: 1,
    origin: 'configuration',
    demo: false,
    problems: [],
    ...overrides,
  };
}

/** Test data: a service in a migration; its reference follows its title. */
export function aStanding(overrides: Partial<Standing> = {}): Standing {
  const title = overrides.title ?? 'cart-api';
  return {
    migration: 'helios-to-kubernetes',
    service: `component:default/${title}`,
    title,
    owner: { ref: 'group:default/checkout', title: 'Checkout' },
    ownerThen: null,
    system: 'system:default/shop',
    domain: 'domain:default/commerce',
    tier: '1',
    wave: { id: 'wave-1', title: 'Wave 1' },
    stage: 'planned',
    side: null,
    declared: false,
    derivedStage: null,
    conflict: false,
    since: before(12 * DAY),
    share: null,
    shareBy: null,
    health: 'on_track',
    healthSince: null,
    data: 'fresh',
    blocked: null,
    override: null,
    exemption: null,
    from: { targets: 1, ready: 6 },
    to: { targets: 0, ready: 0 },
    fellBackAt: null,
    next: [{ step: 'create' }],
    ...overrides,
  };
}

/** Test data: a burn-up that grows evenly to what is done now, the first fifth of it reconstructed. */
export function aBurnUp(options: {
  scope: number;
  done: number;
  migrated: number;
  days?: number;
  step?: number;
  now?: number;
}): BurnUpPoint[] {
  const {
    scope,
    done,
    migrated,
    days = 300,
    step = 1,
    now = FIXTURE_NOW,
  } = options;
  const points: BurnUpPoint[] = [];
  for (let age = days; age >= 0; age -= step) {
    const gone = (days - age) / days;
    // Slow at first, fast in the middle, slower again.
    const curve = gone * gone * (3 - 2 * gone);
    const lead = Math.min(1, curve * 1.12);
    points.push({
      day: new Date(now - age * DAY).toISOString().slice(0, 10),
      scope: Math.round(scope * (0.9 + 0.1 * gone)),
      done: Math.round(done * curve),
      migrated: Math.round(migrated * lead),
      reconstructed: gone < 0.2,
    });
  }
  return points;
}
