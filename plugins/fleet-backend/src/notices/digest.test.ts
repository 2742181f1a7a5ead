import { digest } from './digest';
import type { Notice } from './notice';

const migration = { id: 'helios-exit', title: 'Leave Helios' };
const team = 'group:default/payments';
const notice = (given: Partial<Notice>): Notice => ({
  migration: 'helios-exit',
  team,
  kind: 'fell_back',
  subject: 'x',
  services: ['cart'],
  wave: '',
  day: '2026-11-21',
  ...given,
});
const told = (...notices: Notice[]) => digest({ migration, team, notices });

describe('a digest', () => {
  it('says one thing in its title', () => {
    expect(told(notice({}))).toEqual({
      title: 'Leave Helios: cart fell back',
      description: 'cart fell back on 2026-11-21.',
      link: '/fleet/migrations/helios-exit?team=group%3Adefault%2Fpayments',
      severity: 'high',
      topic: 'Migrations',
      scope: 'fleet:migration:helios-exit:group:default/payments:fell_back/x',
    });
  });

  it('says several things at once, the gravest first', () => {
    const { title, description, severity } = told(
      notice({ kind: 'date_nears', services: ['cart', 'till'] }),
      notice({ kind: 'wave_begins', wave: 'Wave 6' }),
      notice({ kind: 'fell_back', services: ['ledger'] }),
      notice({ kind: 'exemption_ends' }),
    );
    expect(title).toBe('Leave Helios: 4 things to know');
    expect(description).toBe(
      [
        'ledger fell back on 2026-11-21.',
        'The exemption of cart ends on 2026-11-21.',
        'Wave 6 begins on 2026-11-21 with cart.',
        'The migration should be done on 2026-11-21; still to move: cart, till.',
      ].join('\n'),
    );
    expect(severity).toBe('high');
  });

  it('stays short, however many services there are', () => {
    const services = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const { title, description } = told(
      notice({ kind: 'wave_begins', wave: 'Wave 6', services }),
      ...Array.from({ length: 40 }, (_, index) =>
        notice({ kind: 'exemption_ends', subject: `act${index}` }),
      ),
    );
    expect(title).toBe('Leave Helios: 41 things to know');
    expect(description?.split('\n')).toHaveLength(21);
    expect(description).toMatch(/And 21 more\.$/);
  });
});
