import {
  basicPasswordOf,
  bearerOf,
  isOneOf,
  webhookSecretsSchema,
} from './secrets';

describe('a secret', () => {
  it('is one of those that are configured, and nothing else is', () => {
    const secrets = ['the-old-secret-1', 'the-new-secret-2'];
    expect(isOneOf('the-new-secret-2', secrets)).toBe(true);
    expect(isOneOf('the-old-secret-1', secrets)).toBe(true);
    for (const wrong of ['', 'the-old-secret', 'the-old-secret-11', 'x']) {
      expect(isOneOf(wrong, secrets)).toBe(false);
    }
    expect(isOneOf('', [])).toBe(false);
  });

  it('comes in a header, as a token', () => {
    expect(bearerOf('Bearer abc')).toBe('abc');
    expect(bearerOf('bearer  abc')).toBe('abc');
    for (const none of [undefined, '', 'Basic abc', 'Bearer', 'Bearer a b']) {
      expect(bearerOf(none)).toBe('');
    }
  });

  it('comes in a header, as the password of an address', () => {
    const basic = (text: string) =>
      `Basic ${Buffer.from(text).toString('base64')}`;
    expect(basicPasswordOf(basic('landfall:a:b'))).toBe('a:b');
    expect(basicPasswordOf(basic(':ab').replace('Basic', 'basic '))).toBe('ab');
    for (const none of [
      undefined,
      '',
      'Bearer abc',
      'Basic',
      basic('abc'),
      basic('landfall:'),
      `${basic('a:b')} c`,
    ]) {
      expect(basicPasswordOf(none)).toBe('');
    }
  });

  it.each([
    ['the-secret-of-21-chars', ['the-secret-of-21-chars']],
    [
      ['the-old-secret-of-21', 'the-new-secret-of-21'],
      ['the-old-secret-of-21', 'the-new-secret-of-21'],
    ],
  ])('is read from configuration: %j', (given, expected) => {
    expect(webhookSecretsSchema.parse(given)).toEqual(expected);
  });

  it.each([undefined, '', 'too-short', 'with a space in it', [], ['short'], 1])(
    'is refused in configuration: %j',
    given => {
      expect(webhookSecretsSchema.safeParse(given).success).toBe(false);
    },
  );
});
