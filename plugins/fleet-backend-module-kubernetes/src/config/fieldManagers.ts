/**
 * Who changed a workload: the cluster notes with each field the name of the program that set it. Programs that act by themselves are no hands; all others,
 * such as kubectl and consoles, are used by people.
 */
import { namePatterns } from '../workloads/namePatterns';

/** Names of programs, in which `*` stands for any characters. */
export interface FieldManagers {
  /** Act by themselves, besides {@link MACHINES}. */
  machines: readonly string[];
  /** Are used by people, even if they are among the machines. */
  people: readonly string[];
}

/** Controllers, autoscalers, and what delivers: GitOps, packages, infrastructure as code, pipelines. */
export const MACHINES: readonly string[] = [
  // Controllers, Kubernetes' own and those that are written with its libraries.
  ...['kube-*', '*controller', '*controller-manager', '*-operator'],
  ...['controller*', 'manager', 'operator', 'before-first-apply', 'unknown'],
  // Autoscalers.
  ...['*autoscaler*', '*keda*', '*hpa*', '*vpa*', 'kubelet', 'karpenter*'],
  // GitOps and delivery.
  ...['argo*', 'flux*', 'gotk*', 'helm*', 'tiller', 'kapp*', 'skaffold*'],
  ...['werf*', 'fleetagent', 'fleet-agent', 'spinnaker*', 'clouddriver*'],
  ...['rollouts-*', 'flagger*', 'knative*', 'kustomize*', 'sops*'],
  // Infrastructure as code.
  ...['terraform*', 'hashicorp*', 'opentofu*', 'pulumi*', 'crossplane*'],
  ...['ansible*', 'config-connector*', 'cdk8s*'],
  // Pipelines.
  ...['jenkins*', 'gitlab*', 'github*', 'tekton*', 'circleci*', 'drone*'],
  ...['buildkite*', 'teamcity*', 'concourse*', 'bamboo*', 'bitbucket*'],
  ...['harness*', 'octopus*', 'cloud-build*', 'codefresh*', 'ci', 'ci-*'],
  ...['*-ci', '*-cd', '*-bot', '*pipeline*'],
];

/** Makes a test of whether a program is used by people. Case does not count. */
export function handsOf({
  machines,
  people,
}: FieldManagers): (manager: string) => boolean {
  const lower = (patterns: readonly string[]) =>
    namePatterns(patterns.map(pattern => pattern.toLowerCase()));
  const isMachine = lower([...MACHINES, ...machines]);
  const isPerson = lower(people);
  return manager => {
    const name = manager.toLowerCase();
    return name !== '' && (isPerson(name) || !isMachine(name));
  };
}
