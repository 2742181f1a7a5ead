import { z } from 'zod';
import { httpAccessOf, httpAccessShape, httpUrlSchema } from './access';

const schema = z.strictObject(httpAccessShape);
const accessOf = (input: unknown) => httpAccessOf(schema.parse(input), 'x[0]');

it.each([
  [{}, { type: 'none' }],
  [{ credentials: 'none' }, { type: 'none' }],
  [
    { credentials: { username: 'a', password: 'b' } },
    { type: 'basic', username: 'a', password: 'b' },
  ],
  [{ credentials: { token: 'a' } }, { type: 'bearer', token: 'a' }],
])('reads %j', (input, credentials) => {
  expect(accessOf(input)).toEqual({ access: { credentials } });
});

it.each([
  [{}],
  [{ username: 'a' }],
  [{ username: 'a', pasword: 'b' }],
  [{ username: 'a:b', password: 'c' }],
  [{ token: 'a\nb' }],
  [{ token: 'a', username: 'b', password: 'c' }],
  ['some'],
])('refuses the credentials %j, without repeating them', credentials => {
  const { error } = schema.safeParse({ credentials });
  expect(error?.issues).toHaveLength(1);
  const [issue] = error?.issues ?? [];
  expect(issue.path[0]).toBe('credentials');
  expect(issue.message).toMatch(
    /a username and a password, or a token|no colon|printable ASCII/,
  );
});

it('takes one authority only', () => {
  expect(accessOf({ ca: 'x' })).toMatchObject({ access: { ca: { pem: 'x' } } });
  expect(accessOf({ ca: 'x', caFile: 'y' })).toEqual({
    problem: {
      text: 'x[0] has both ca and caFile',
      fix: 'Remove x[0].ca or x[0].caFile.',
    },
  });
});

it('takes an address without anything secret in it', () => {
  expect(httpUrlSchema.parse('https://x.example/base//')).toBe(
    'https://x.example/base',
  );
  for (const url of [
    'ftp://x.example',
    'x.example',
    'https://a:b@x.example',
    'https://x.example/?token=a',
    'https://x.example/#a',
  ]) {
    expect(httpUrlSchema.safeParse(url).success).toBe(false);
  }
});
