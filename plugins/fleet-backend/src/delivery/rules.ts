/** Where the definitions of delivery leave a choice, and what they choose. */

/** Choices of an administrator. */
export interface DeliveryRules {
  /** Whether lead time begins when a commit was committed or when it was written. */
  leadTimeFrom: 'committer' | 'author';
  /** Ranges with more commits are left out of aggregates. */
  maximumCommits: number;
  /** Which deployment failed where several were taken back: the first since the version returned to was live, or the last. */
  rolledBack: 'first' | 'directly_before';
  /** Whether rollbacks stand above and below the line of the change fail rate. */
  failRateWithRollbacks: boolean;
  /** How long after a deployment's finish an incident still speaks of it. */
  incidentMs: number;
  /** Labels of pull requests that are hotfixes, in any case. */
  hotfixLabels: readonly string[];
  /** Beginnings of branches that pull requests with hotfixes come from. */
  hotfixBranches: readonly string[];
}

/** What the definitions choose. */
export const defaultDeliveryRules: DeliveryRules = {
  leadTimeFrom: 'committer',
  maximumCommits: 5_000,
  rolledBack: 'first',
  failRateWithRollbacks: false,
  incidentMs: 24 * 3_600_000,
  hotfixLabels: ['hotfix'],
  hotfixBranches: ['hotfix/'],
};
