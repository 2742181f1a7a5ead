import { handsOf } from './fieldManagers';

const byDefault = handsOf({ machines: [], people: [] });

describe('the hands that changed a workload', () => {
  it.each([
    'kubectl',
    'kubectl-edit',
    'kubectl-scale',
    'kubectl-rollout',
    'kubectl-client-side-apply',
    'kubernetes-dashboard',
    'dashboard',
    'GoogleCloudConsole',
    'Mozilla',
    'rancher',
    'k9s',
    'headlamp',
    'node-fetch',
  ])('%s is used by people', manager => {
    expect(byDefault(manager)).toBe(true);
  });

  it.each([
    'kube-controller-manager',
    'kube-scheduler',
    'vpa-recommender-autoscaler',
    'cluster-autoscaler',
    'horizontal-pod-autoscaler',
    'keda-operator',
    'argocd-controller',
    'argocd-application-controller',
    'kustomize-controller',
    'helm-controller',
    'flux',
    'Helm',
    'helm',
    'Terraform',
    'HashiCorp',
    'jenkins',
    'gitlab-runner',
    'github-actions',
    'azure-pipelines',
    'shop-bot',
    'manager',
    'before-first-apply',
    '',
  ])('%s acts by itself', manager => {
    expect(byDefault(manager)).toBe(false);
  });

  it('are named by configuration, where people win', () => {
    const hands = handsOf({
      machines: ['Kubectl-Client-Side-Apply', 'shop-*'],
      people: ['helm', 'shop-console'],
    });
    expect(hands('kubectl-client-side-apply')).toBe(false);
    expect(hands('shop-deployer')).toBe(false);
    expect(hands('shop-console')).toBe(true);
    expect(hands('helm')).toBe(true);
    expect(hands('kubectl')).toBe(true);
  });
});
