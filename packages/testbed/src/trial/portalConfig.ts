/** What a portal that shows the trial has to know. */
export interface TrialPortalOptions {
  /** Name of the cluster, and of the context in its kubeconfig. */
  cluster: string;
  /** Path of a kubeconfig file that may read the cluster. */
  kubeconfig: string;
  /** Path of the catalog entities. */
  entities: string;
  /** Folder for the databases: its own, so that facts of the trial and of the demo never mix. */
  databases: string;
}

/** Configuration on top of the portal's own: the cluster instead of the demo. */
export function trialPortalConfig(options: TrialPortalOptions) {
  const { cluster, kubeconfig, entities, databases } = options;
  return {
    organization: { name: 'Landfall trial' },
    backend: { database: { connection: { directory: databases } } },
    auth: {
      providers: {
        guest: {
          userEntityRef: 'user:default/guest',
          ownershipEntityRefs: [
            'user:default/guest',
            'group:default/checkout',
            'group:default/web-shop',
          ],
        },
      },
    },
    catalog: { locations: [{ type: 'file', target: entities }] },
    fleet: {
      demo: { enabled: false },
      environments: [
        {
          name: 'production',
          production: true,
          match: { cluster, namespace: 'production' },
        },
        { name: 'staging', match: { cluster, namespace: 'staging' } },
      ],
      kubernetes: {
        clusters: [
          { name: cluster, kubeconfig: { file: kubeconfig, context: cluster } },
        ],
      },
    },
  };
}
