import { connectionTrouble } from './trouble';

const coded = (code: string, message: string) =>
  Object.assign(new Error(message), { code });

describe('trouble of a connection', () => {
  it('says what is wrong with a certificate, without advice on how to start the runtime', () => {
    const error = new TypeError('fetch failed', {
      cause: coded(
        'SELF_SIGNED_CERT_IN_CHAIN',
        'self-signed certificate in certificate chain; if the root CA is installed locally, try running Node.js with --use-system-ca',
      ),
    });
    expect(connectionTrouble(error)).toEqual({
      kind: 'untrusted',
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      words: 'self-signed certificate in certificate chain',
    });
  });

  it('says which addresses a certificate is for', () => {
    const words =
      "Hostname/IP does not match certificate's altnames: IP: 10.0.0.1 is not in the cert's list: ";
    expect(
      connectionTrouble(coded('ERR_TLS_CERT_ALTNAME_INVALID', words)),
    ).toMatchObject({ kind: 'untrusted', words });
  });

  it.each([
    [coded('UND_ERR_HEADERS_TIMEOUT', 'x'), 'timeout'],
    [coded('ECONNREFUSED', 'x'), 'unreachable'],
    [new Error('odd'), 'unreachable'],
    [undefined, 'unreachable'],
  ])('tells %s apart', (error, kind) => {
    expect(connectionTrouble(error).kind).toBe(kind);
  });
});
