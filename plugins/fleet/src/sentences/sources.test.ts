import type { SourceList } from '@landfall/backstage-plugin-fleet-common';
import { aScope, aSource } from '../../dev/sourceBuilders';
import { englishT } from '../../dev/testing';
import { sourcesSentence } from './sources';

const t = englishT();
const NOTHING = { workloads: 0, unseen: 0, unclaimed: 0 };

function list(patch: Partial<SourceList>): SourceList {
  return {
    items: [aSource()],
    problems: [],
    projection: { pending: 0, oldestSeconds: null, rebuilding: null },
    ...patch,
  };
}

it('says that all is fresh', () => {
  const items = [aSource({ scopes: [aScope(), aScope({ scope: 'prod-us' })] })];
  expect(sourcesSentence(t, list({ items }), NOTHING)).toBe(
    'All 2 scopes are fresh.',
  );
});

it('names the scopes with trouble and does not count what is no longer watched', () => {
  const items = [
    aSource({
      scopes: [
        aScope(),
        aScope({ scope: 'prod-us', state: 'error' }),
        aScope({ scope: 'old', state: 'not_watched' }),
      ],
    }),
  ];
  expect(sourcesSentence(t, list({ items }), NOTHING)).toBe(
    '1 of 2 scopes has trouble: prod-us.',
  );
});

it('names three scopes with trouble and counts the others', () => {
  const names = ['closed', 'no-ca', 'no-file', 'late', 'odd'];
  const troubled = (count: number) =>
    sourcesSentence(
      t,
      list({
        items: [
          aSource({
            scopes: names
              .slice(0, count)
              .map(scope => aScope({ scope, state: 'error' })),
          }),
        ],
      }),
      NOTHING,
    );
  expect(troubled(3)).toBe(
    '3 of 3 scopes have trouble: closed, no-ca, no-file.',
  );
  expect(troubled(4)).toMatch(/: closed, no-ca, no-file and one more\.$/);
  expect(troubled(5)).toMatch(/: closed, no-ca, no-file and 2 more\.$/);
});

it('says apart what is wrong with the configuration', () => {
  const problem = { text: 'Unknown key', fix: 'Remove it' };
  const items = [aSource({ problems: [problem] })];
  expect(
    sourcesSentence(t, list({ items, problems: [problem] }), NOTHING),
  ).toBe(
    'The one scope that is watched is fresh. 2 lines of the configuration need mending.',
  );
});

it('goes on with what belongs nowhere and how far pages are behind', () => {
  const projection = { pending: 40, oldestSeconds: 42, rebuilding: null };
  expect(
    sourcesSentence(t, list({ projection }), {
      workloads: 12,
      unseen: 1,
      unclaimed: 0,
    }),
  ).toBe(
    'The one scope that is watched is fresh. 12 workloads belong nowhere yet. No source sees 1 service. Pages are 42 s behind what was recorded.',
  );
});

it('says how far a rebuild is', () => {
  const projection = { pending: 40, oldestSeconds: 42, rebuilding: 0.4 };
  expect(sourcesSentence(t, list({ projection }), NOTHING)).toMatch(
    /being rebuilt from the ledger: 40% done\.$/,
  );
});

it('says that there is no source', () => {
  expect(sourcesSentence(t, list({ items: [] }), NOTHING)).toBe(
    'No source is configured.',
  );
});
