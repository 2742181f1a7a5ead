import { compareText } from './artefact';
import type { Changes } from './changes';
import type { DeploymentFact } from './types';

/** Which deployments brought a commit, by the beginning of its name. */
export class BroughtBy {
  readonly #deployments = new Map<string, DeploymentFact[]>();
  readonly #names: string[];

  /** @param deployments - in their order, which is kept. */
  constructor(
    deployments: readonly DeploymentFact[],
    changes: ReadonlyMap<string, Changes>,
  ) {
    for (const deployment of deployments) {
      const { landed = [], brought = [] } = changes.get(deployment.id) ?? {};
      const head =
        deployment.class === 'restart' || deployment.class === 'rollback'
          ? null
          : deployment.commit.commit;
      const names = new Set([
        ...(head === null ? [] : [head]),
        ...landed.map(one => one.commit),
        ...brought.map(one => one.commit),
      ]);
      names.forEach(name => {
        const list = this.#deployments.get(name);
        if (list) {
          list.push(deployment);
        } else {
          this.#deployments.set(name, [deployment]);
        }
      });
    }
    this.#names = [...this.#deployments.keys()].sort(compareText);
  }

  /** In the order of deployments; none where the beginning is of several commits. */
  find(prefix: string): readonly DeploymentFact[] {
    let [low, high] = [0, this.#names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#names[middle] < prefix) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const name = this.#names[low] ?? '';
    const next = this.#names[low + 1] ?? '';
    const isOne =
      name.startsWith(prefix) && (name === prefix || !next.startsWith(prefix));
    return isOne ? this.#deployments.get(name) ?? [] : [];
  }
}
