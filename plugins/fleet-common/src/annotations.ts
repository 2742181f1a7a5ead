/**
 * The annotations by which Backstage's Kubernetes plugin joins entities and objects; Landfall reads the same ones.
 *
 * @public
 */
export const KUBERNETES_ID = 'backstage.io/kubernetes-id';
/** Label selector of an entity's objects, see {@link KUBERNETES_ID}. @public */
export const KUBERNETES_LABEL_SELECTOR =
  'backstage.io/kubernetes-label-selector';
/** Limits an entity's objects to one namespace, see {@link KUBERNETES_ID}. @public */
export const KUBERNETES_NAMESPACE = 'backstage.io/kubernetes-namespace';
/** Limits an entity's objects to one cluster, see {@link KUBERNETES_ID}. @public */
export const KUBERNETES_CLUSTER = 'backstage.io/kubernetes-cluster';
