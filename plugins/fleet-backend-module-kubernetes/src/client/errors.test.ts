import { transportError } from './errors';

describe('a server whose certificate is not trusted', () => {
  it('is mended at keys that may not be there yet', () => {
    const error = Object.assign(
      new Error(
        'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      ),
      {
        code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      },
    );
    expect(
      transportError(error, {
        cluster: 'prod-eu',
        url: 'https://prod-eu.example.com',
        place: 'fleet.kubernetes.clusters[3]',
      }),
    ).toMatchObject({
      kind: 'untrusted',
      message:
        'The certificate of cluster prod-eu at https://prod-eu.example.com is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE): unable to verify the first certificate',
      cause: undefined,
      fix: "Name the authority that signed it in fleet.kubernetes.clusters[3], as caFile, as ca, or as certificate-authority-data in the kubeconfig, and check that the address there is one of the certificate's.",
    });
  });
});
