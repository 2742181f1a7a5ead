/** The few fields of Kubernetes objects that the testbed and its tests look at. */

/** What every object carries. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation: number;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { kind: string; name: string; uid: string }[];
}

/** One entry of `status.conditions`. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

/** A Deployment. */
export interface Deployment {
  metadata: ObjectMeta;
  spec: {
    replicas: number;
    paused?: boolean;
    template: { spec: { containers: { name: string; image: string }[] } };
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
  };
}

/** A ReplicaSet. */
export interface ReplicaSet {
  metadata: ObjectMeta;
  spec: {
    replicas: number;
    template: { spec: { containers: { name: string; image: string }[] } };
  };
  status: { replicas: number; readyReplicas?: number };
}

/** A pod. */
export interface Pod {
  metadata: ObjectMeta;
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status: {
    phase: string;
    conditions?: Condition[];
    containerStatuses?: {
      name: string;
      image: string;
      imageID: string;
      ready: boolean;
      restartCount: number;
      state: {
        waiting?: { reason: string };
        running?: { startedAt: string };
        terminated?: { reason: string; exitCode: number };
      };
      lastState?: { terminated?: { reason: string; exitCode: number } };
    }[];
  };
}

/** A page of objects. */
export interface ObjectList<T> {
  metadata: { resourceVersion: string; continue?: string };
  items: T[];
}
