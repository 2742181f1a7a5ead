import { aService, aStaleFreshness, aTeamDashboard } from '../../dev/builders';
import { FIXTURE_NOW } from '../../dev/times';
import { englishT } from '../../dev/testing';
import { teamSentence } from './team';

const t = englishT();

function say(
  dashboard: ReturnType<typeof aTeamDashboard>,
  urgent = dashboard.services.items,
) {
  return teamSentence({ t, dashboard, urgent, now: FIXTURE_NOW });
}

const broken = aService({
  title: 'cart-api',
  readiness: 'not_ready',
  attention: ['not_ready', 'deployment_failed'],
});
const failed = aService({
  title: 'checkout-fe',
  attention: ['deployment_failed'],
});
const late = aService({ title: 'ledger', attention: ['deployment_overdue'] });
const well = aService({ title: 'search' });

it('says that there is nothing to do', () => {
  expect(say(aTeamDashboard([well]))).toBe(
    'Nothing to do: the one service is ready.',
  );
  expect(say(aTeamDashboard([well, aService({ title: 'home' })]))).toBe(
    'Nothing to do: all 2 services are ready.',
  );
});

it('does not call ready what is scaled to zero', () => {
  const asleep = aService({ title: 'xmas', readiness: 'scaled_to_zero' });
  expect(say(aTeamDashboard([well, asleep]))).toBe(
    'None of the 2 services needs attention right now.',
  );
});

it('names what needs attention, with the most urgent reason of each', () => {
  expect(say(aTeamDashboard([broken, failed, well]))).toBe(
    '2 of 3 services need attention: cart-api is not ready; checkout-fe failed its last deployment.',
  );
});

it('names two and counts the others', () => {
  expect(say(aTeamDashboard([broken, failed, late, well]))).toBe(
    '3 of 4 services need attention: cart-api is not ready; checkout-fe failed its last deployment; and one more.',
  );
});

it('only counts where the list is in another order', () => {
  expect(say(aTeamDashboard([broken, well]), [])).toBe(
    '1 of 2 services needs attention.',
  );
});

it('ends with what is not known', () => {
  const dashboard = aTeamDashboard([well], { freshness: aStaleFreshness() });
  expect(say(dashboard)).toBe(
    'Nothing to do: the one service is ready. We have not heard from prod-eu for 3 h; what is shown of it is from before that.',
  );
});
