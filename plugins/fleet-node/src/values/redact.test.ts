import fc from 'fast-check';
import { redact, redactError } from './redact';

const secret = 'Zx9kQ2mW7vB4nT1rY8pL5sD3fG6hJ0aC';
const jwt =
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N';

describe('redact', () => {
  it.each([
    ['a bearer token', `GET /api failed, Authorization: Bearer ${secret}`],
    ['a short bearer token', 'sent "Bearer hunter2" to the server'],
    ['basic credentials', `authorization: Basic ${btoa('admin:hunter2')}`],
    ['a header as JSON', `{"headers":{"Authorization":"Token hunter2"}}`],
    ['a header of a key', 'X-Api-Key: hunter2'],
    ['a cookie', 'Cookie: connect.sid=hunter2; theme=dark'],
    ['credentials in a URL', 'cannot reach https://admin:hunter2@db.example/x'],
    ['a token alone in a URL', 'git clone https://hunter2@git.example/x.git'],
    ['a connection string', 'postgresql://landfall:hunter2@10.0.0.1:5432/db'],
    [
      'a parameter',
      'GET https://ci.example/job?token=hunter2&depth=1 gave 403',
    ],
    ['a setting', 'password=hunter2 is wrong'],
    ['a setting with a prefix', 'DB_PASSWORD: hunter2'],
    ['a quoted setting', `clientSecret = 'hunter2 with spaces'`],
    ['a setting as JSON', '{"user":"a","api_key":"hunter2"}'],
    ['JSON with an escaped quote', '{"secret":"a\\"hunter2"}'],
    ['a JSON web token', `token is ${jwt} and expired`],
    ['a token of a code host', 'ghp_hunter2hunter2hunter2 was revoked'],
    [
      'a PEM block',
      '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----',
    ],
    ['a PEM block cut off', '-----BEGIN PRIVATE KEY-----\nhunter2'],
    ['long random text', `unexpected ${secret} in line 3`],
    ['long random text with slashes', `unexpected ab/${secret}/${secret}==`],
  ])('takes out %s', (_, text) => {
    const safe = redact(text);
    expect(safe).not.toContain('hunter2');
    expect(safe).not.toContain(secret);
    expect(safe).not.toContain(jwt);
    expect(safe).toContain('[redacted]');
  });

  it.each([
    'connect ECONNREFUSED 127.0.0.1:6443',
    'deployments.apps is forbidden: User "system:serviceaccount:landfall:reader" cannot list resource "deployments" in API group "apps" at the cluster scope',
    'image registry.example/team/cart-api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit da39a3ee5e6b4b0d3255bfef95601890afd80709 is unknown',
    'GET https://cluster.example/apis/apps/v1/namespaces/CheckoutTeam2/deployments/cart-api-5d4f8c7b6d gave 500',
    'pod checkout-cart-api-5d4f8c7b6d-x2x9z is not ready',
    'ProgressDeadlineExceeded',
    'digest sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 not found',
  ])('leaves readable: %s', text => {
    expect(redact(text)).toBe(text);
  });

  it('cuts what is too long, after it was made safe', () => {
    const safe = redact(
      `${'a '.repeat(400)}password=hunter2${' b'.repeat(400)}`,
    );
    expect(safe).toHaveLength(1_000);
    expect(safe).not.toContain('hunter2');
    expect(redact('abcdef', { limit: 4 })).toBe('abc…');
  });

  it('lets no secret through wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const safe = redact(
          `${before} Authorization: Bearer ${secret}\n${after}`,
        );
        expect(safe).not.toContain(secret);
      }),
    );
  });

  it.each([
    'token',
    'x-token-',
    'x-',
    'a:',
    'a: ',
    '://',
    'a://',
    '=',
    'eyJ',
    "'",
    '"',
    '-----BEGIN ',
    '-----BEGIN A-----',
    'bearer ',
    'Aa0/',
    'a.-',
  ])('takes only a moment for a long text of %s', unit => {
    const started = performance.now();
    redact(unit.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('redactError', () => {
  it('tells the causes, each once, and redacts them', () => {
    const cause = new Error('password=hunter2 refused');
    const error = new Error('cannot log in', { cause });
    expect(redactError(error)).toBe(
      'cannot log in: password=[redacted] refused',
    );
    expect(redactError(new Error('same', { cause: new Error('same') }))).toBe(
      'same',
    );
  });

  it('survives a ring of causes and what is no error', () => {
    const ring = new Error('ring');
    ring.cause = ring;
    expect(redactError(ring)).toBe('ring');
    expect(redactError('text')).toBe('text');
    expect(redactError(undefined)).toBe('');
    expect(redactError(new TypeError())).toBe('TypeError');
  });
});
