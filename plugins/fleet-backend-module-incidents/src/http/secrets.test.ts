import { createHmac } from 'node:crypto';
import { isSigned } from './secrets';

describe('a signature of PagerDuty', () => {
  const body = Buffer.from('{"event":{"é":1}}');
  const sign = (secret: string, of: Buffer = body) =>
    `v1=${createHmac('sha256', secret).update(of).digest('hex')}`;

  it('is that of the body with the secret, and may stand beside others while the secret is changed', () => {
    expect(isSigned(body, sign('new'), ['new'])).toBe(true);
    expect(isSigned(body, `${sign('old')},${sign('new')}`, ['new'])).toBe(true);
    expect(isSigned(body, `${sign('old')}, ${sign('x')}`, ['y', 'old'])).toBe(
      true,
    );
  });

  it('is none of another body, another secret, another version, or another form', () => {
    const right = sign('new');
    for (const wrong of [
      sign('other'),
      sign('new', Buffer.from('{"event":{"é":2}}')),
      right.replace('v1=', 'v0='),
      right.slice(0, -2),
      `${right}00`,
      'v1=',
      '',
      undefined,
    ]) {
      expect(isSigned(body, wrong, ['new'])).toBe(false);
    }
    expect(isSigned(body, right, [])).toBe(false);
  });

  it('is looked for among the first ten', () => {
    const many = Array.from({ length: 10 }, () => sign('other')).join(',');
    expect(isSigned(body, `${many},${sign('new')}`, ['new'])).toBe(false);
  });
});
