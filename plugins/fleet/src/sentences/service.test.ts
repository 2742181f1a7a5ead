import { aDeployment, aServiceDetail, aTarget } from '../../dev/builders';
import { before, FIXTURE_NOW, MINUTE } from '../../dev/times';
import { englishT } from '../../dev/testing';
import { deploymentSentence, serviceSentence } from './service';

const t = englishT();
const say = (patch: Parameters<typeof aServiceDetail>[0]) =>
  serviceSentence(t, aServiceDetail(patch), FIXTURE_NOW);

it('says what runs where and how the last deployment went', () => {
  expect(say({})).toBe(
    'Runs v141 on kubernetes (prod-eu): ready. The last deployment, v141, succeeded 2 h ago.',
  );
});

it('counts clusters and names platforms', () => {
  const targets = [
    aTarget(),
    aTarget({ cluster: 'prod-us' }),
    aTarget({ platform: 'helios', cluster: 'master-1' }),
  ];
  expect(say({ targets })).toMatch(
    /^Runs v141 on kubernetes \(2 clusters\) and helios \(master-1\): ready\./,
  );
});

it('says when two versions run side by side', () => {
  const targets = [aTarget(), aTarget({ cluster: 'prod-us', version: 'v142' })];
  expect(say({ targets })).toMatch(/^Runs v141 and v142 side by side on/);
});

it('leaves out what is gone and what is not production', () => {
  const targets = [
    aTarget(),
    aTarget({ cluster: 'old', readiness: 'gone' }),
    aTarget({ cluster: 'lab', production: false, environment: 'lab' }),
  ];
  expect(say({ targets })).toMatch(/^Runs v141 on kubernetes \(prod-eu\)/);
});

it('says when it runs nowhere that counts as production', () => {
  const targets = [
    aTarget({ cluster: 'lab', production: false, environment: null }),
  ];
  expect(say({ targets })).toMatch(
    /^Runs outside production only, on kubernetes \(lab\)/,
  );
});

it('tells what was never seen from what is gone', () => {
  expect(say({ targets: [], lastDeployment: null })).toBe(
    'No source sees this service. No deployment is known.',
  );
  expect(say({ targets: [aTarget({ readiness: 'gone' })] })).toMatch(
    /^It ran before, and is gone/,
  );
});

it('says when only pipelines tell of it', () => {
  expect(say({ targets: [] })).toBe(
    'No source sees it run; what is said of it is what its pipelines told. The last deployment, v141, succeeded 2 h ago.',
  );
});

it('follows a deployment that is on its way', () => {
  const running = aDeployment({
    outcome: 'in_progress',
    startedAt: before(5 * MINUTE),
    finishedAt: null,
  });
  expect(deploymentSentence(t, running, FIXTURE_NOW)).toBe(
    'v141 has been on its way for 5 min.',
  );
  const overdue = { ...running, overdueSince: before(2 * MINUTE) };
  expect(deploymentSentence(t, overdue, FIXTURE_NOW)).toBe(
    'v141 is overdue: beyond its deadline for 2 min.',
  );
});

it.each([
  ['failed', 'The last deployment, v141, failed 2 h ago.'],
  ['superseded', 'The last deployment, v141, was superseded 2 h ago.'],
  ['unknown', 'How the last deployment, v141, ended is not known.'],
] as const)('says that a deployment %s', (outcome, text) => {
  expect(deploymentSentence(t, aDeployment({ outcome }), FIXTURE_NOW)).toBe(
    text,
  );
});
