import { routes } from '@landfall/backstage-plugin-fleet-common';
import { refusalOf, refusalOfBody } from './sentences';

function refusal(query: Record<string, string | string[]>): string {
  const schema = routes.listServices.query;
  const parsed = schema.safeParse(query);
  if (parsed.success) throw new Error('should have been refused');
  return refusalOf(parsed.error, Object.keys(schema.shape));
}

describe('what is said of a wrong parameter', () => {
  it.each([
    [{ window: '7.5' }, 'The parameter "window" must be a whole number.'],
    [{ limit: '0' }, 'The parameter "limit" must be at least 1.'],
    [{ limit: '201' }, 'The parameter "limit" must be at most 200.'],
    [{ limit: 'many' }, 'The parameter "limit" must be a whole number.'],
    [{ limit: '1.5' }, 'The parameter "limit" must be a whole number.'],
    [
      { sort: 'size' },
      'The parameter "sort" must be one of attention, name, lastDeployment, frequency.',
    ],
    [
      { readiness: ['ready', 'lazy'] },
      'The parameter "readiness" must be one of ready, partly_ready, not_ready, scaled_to_zero, gone, unknown.',
    ],
    [{ text: ['a', 'b'] }, 'The parameter "text" may be given only once.'],
    [
      { text: 'x'.repeat(201) },
      'The parameter "text" must be at most 200 characters long.',
    ],
    [
      { team: 'payments' },
      'The parameter "team" must be a full entity reference such as component:default/cart-api.',
    ],
    [
      { platform: Array(51).fill('k') },
      'The parameter "platform" must be at most 50 values.',
    ],
  ])('%j', (query, sentence) => {
    expect(refusal(query)).toBe(sentence);
  });

  it('names an unknown parameter and those that there are', () => {
    expect(refusal({ colour: 'red' })).toMatch(
      /^This route has no parameter "colour"; it knows limit, cursor, team, /,
    );
  });
});

describe('what is said of a wrong body', () => {
  const said = (name: 'act' | 'defineMigration', body: unknown) => {
    const parsed = routes[name].body.safeParse(body);
    if (parsed.success) throw new Error('should have been refused');
    return refusalOfBody(parsed.error);
  };

  it.each([
    [undefined, 'The body is missing.'],
    [[], 'The body must be an object.'],
    [
      { act: 'dance' },
      'The field "act" must be one of override, request_exemption, approve_exemption, reject_exemption, block, unblock, sign_off, note, withdraw.',
    ],
    [
      { act: 'note', reason: 'x' },
      'The field "reason" must say why, in at least 3 characters.',
    ],
    [{ act: 'note' }, 'The field "reason" is missing.'],
    [{ act: 'note', reason: 7 }, 'The field "reason" must be a text.'],
    [
      { act: 'note', reason: 'good', colour: 'red' },
      'The body has an unknown field "colour".',
    ],
    [
      { act: 'note', reason: 'good', link: 'ftp://x' },
      'The field "link" must be an address that begins with http:// or https://.',
    ],
    [
      {
        act: 'override',
        stage: 'done',
        reason: 'good',
        expiresAt: 'tomorrow',
      },
      'The field "stage" must be one of not_started, planned, ready, side_by_side, shifting, validating, migrated, retired. The field "expiresAt" must be a moment such as 2026-11-21T10:00:00Z.',
    ],
  ])('%j', (body, sentence) => {
    expect(said('act', body)).toBe(sentence);
  });

  it('names at most five fields', () => {
    expect(
      said('defineMigration', {
        id: 'A',
        waves: Array.from({ length: 8 }, () => ({ id: 'w' })),
      }),
    ).toMatch(/There are \d+ more\.$/);
  });
});
