import { createHash } from 'node:crypto';
import { waitFor } from '../processes/wait';
import { ApiClient } from './apiClient';
import { Pod } from './objects';
import { POD_ANNOTATIONS } from './podStages';

/** What the registry, which is not there, says about tags. */
export interface Tags {
  /**
   * Lets an image reference resolve to another digest from now on, as when somebody pushes the same tag again. Pods that run keep what they have; the
   * templates of workloads do not change (an admission policy marks the new pods).
   */
  moveTag(options: {
    image: string;
    /** `sha256:…` */
    digest: string;
  }): Promise<void>;
}

const POLICIES = '/apis/admissionregistration.k8s.io/v1';
const KIND = 'MutatingAdmissionPolicy';

/** Gives the tags of a cluster. */
export function createTags(api: ApiClient): Tags {
  const apply = (path: string, kind: string, name: string, spec: object) =>
    api.json({
      method: 'PATCH',
      path: `${POLICIES}/${path}/${name}?fieldManager=testbed&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind,
        metadata: { name },
        spec,
      },
    });

  const digestOfNewPod = async (image: string) => {
    const { metadata } = await api.json<Pod>({
      method: 'POST',
      path: '/api/v1/namespaces/default/pods?dryRun=All',
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { generateName: 'probe-' },
        spec: { containers: [{ name: 'main', image }] },
      },
    });
    return metadata.annotations?.[POD_ANNOTATIONS.digest];
  };

  return {
    async moveTag({ image, digest }) {
      const hash = createHash('sha256').update(image).digest('hex');
      const name = `tag-${hash.slice(0, 16)}`;
      const annotations = `{${JSON.stringify(
        POD_ANNOTATIONS.digest,
      )}: ${JSON.stringify(digest)}}`;
      await apply('mutatingadmissionpolicies', KIND, name, {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE'],
              resources: ['pods'],
            },
          ],
        },
        matchConditions: [
          {
            name: 'image',
            expression: `object.spec.containers[0].image == ${JSON.stringify(
              image,
            )}`,
          },
        ],
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
        mutations: [
          {
            patchType: 'ApplyConfiguration',
            applyConfiguration: {
              expression: `Object{metadata: Object.metadata{annotations: ${annotations}}}`,
            },
          },
        ],
      });
      await apply('mutatingadmissionpolicybindings', `${KIND}Binding`, name, {
        policyName: name,
      });
      await waitFor({
        what: `${image} to resolve to ${digest}`,
        timeoutMs: 30_000,
        look: async () =>
          (await digestOfNewPod(image)) === digest ? true : undefined,
      });
    },
  };
}
