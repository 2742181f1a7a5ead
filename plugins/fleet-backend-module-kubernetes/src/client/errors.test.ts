import { transportError } from './errors';

describe('a server whose certificate is not trusted', () => {
  it('is mended at keys that may not be there yet', () => {
    const error = Object.assign(new Error('unable to verify'), {
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    expect(
      transportError(error, {
        cluster: 'prod-eu',
        url: 'https://prod-eu.example.com',
        place: 'fleet.kubernetes.clusters[3]',
      }),
    ).toMatchObject({
      kind: 'untrusted',
      fix: "Name the authority that signed it in fleet.kubernetes.clusters[3], as ca, as caFile or in the kubeconfig, and check that the address there is one of the certificate's.",
    });
  });
});
