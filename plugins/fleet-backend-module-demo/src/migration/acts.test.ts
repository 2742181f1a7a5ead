import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { companyEntities } from '../catalog/entities';
import { createDemoCompany } from '../source';
import { actsOf } from './acts';

const OPTIONS = { seed: 'landfall', teams: 20, services: 200, days: 90 };
const FRIDAY = Date.UTC(2026, 10, 20, 14);
const company = createDemoCompany(OPTIONS);
const acts = actsOf({ seed: 'landfall', company, now: FRIDAY });
const refs = new Set(
  companyEntities(company).map(({ kind, metadata }) =>
    `${kind}:default/${metadata.name}`.toLocaleLowerCase('en-US'),
  ),
);

describe('what people of the made-up company did about services', () => {
  it('is something of each kind that a review has to decide about', () => {
    const counts = new Map<string, number>();
    for (const { act } of acts) {
      counts.set(act.act, (counts.get(act.act) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      block: 2,
      override: 1,
      request_exemption: 3,
      approve_exemption: 2,
    });
  });

  it('is about services of the catalog, by people of the catalog, each once', () => {
    expect(
      acts.map(({ service }) => service).filter(ref => !refs.has(ref)),
    ).toEqual([]);
    expect(
      acts.map(({ author }) => author).filter(ref => !refs.has(ref)),
    ).toEqual([]);
    expect(new Set(acts.map(({ id }) => id)).size).toBe(acts.length);
  });

  it('keeps the rules: nobody approves what they asked for, and nothing lasts longer than 180 days', () => {
    const approvals = acts.flatMap(({ act, author, at }) =>
      act.act === 'approve_exemption' ? { of: act.of, author, at } : [],
    );
    for (const { of, author, at } of approvals) {
      const request = acts.find(({ id }) => id === of);
      expect(request?.act.act).toBe('request_exemption');
      expect(request?.author).not.toBe(author);
      expect(request?.at).toBeLessThan(at);
    }
    const expiring = acts.flatMap(({ act, at }) =>
      'expiresAt' in act ? { at, until: Date.parse(act.expiresAt) } : [],
    );
    expect(expiring).toHaveLength(4);
    for (const { at, until } of expiring) {
      expect(until - at).toBeLessThan(180 * DAY_MS);
      expect(until).toBeGreaterThan(FRIDAY);
    }
  });

  it('is about the same services whenever the portal is started', () => {
    const later = actsOf({
      seed: 'landfall',
      company,
      now: FRIDAY + 40 * DAY_MS,
    });
    expect(later.map(({ id }) => id)).toEqual(acts.map(({ id }) => id));
  });

  it.each([1, 5, 30])('can be told of a company of %d services', services => {
    const small = createDemoCompany({ ...OPTIONS, teams: 2, services });
    expect(() =>
      actsOf({ seed: 'landfall', company: small, now: FRIDAY }),
    ).not.toThrow();
  });
});
