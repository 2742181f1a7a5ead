import { digestsAgree, digestsEqual } from './artefact';
import type { ExplainedRollout } from './rollout';

/** What tells artefacts of a target apart. */
export type Artefact = Pick<ExplainedRollout, 'references' | 'digests'>;

/** Whether two rollouts have the same artefact, as far as anybody knows. */
export function sameArtefact(a: Artefact, b: Artefact): boolean {
  return a.references === b.references && digestsAgree(a.digests, b.digests);
}

/** When the artefacts and configurations of a target first appeared; rollouts are added in their order. */
export class Firsts {
  #count = 0;
  readonly #artefacts = new Map<
    string,
    { digests: Artefact['digests']; position: number }[]
  >();
  readonly #configurations = new Map<string, number>();

  /** Notes a rollout if it is the first with its artefact or configuration. */
  add(rollout: Artefact & { configuration: string }): void {
    const position = this.#count++;
    if (!this.hasArtefact(rollout)) {
      const known = this.#artefacts.get(rollout.references) ?? [];
      known.push({ digests: rollout.digests, position });
      this.#artefacts.set(rollout.references, known);
    }
    if (!this.#configurations.has(rollout.configuration)) {
      this.#configurations.set(rollout.configuration, position);
    }
  }

  /** Whether exactly this artefact appeared, unknown digests being equal only to unknown ones. */
  hasArtefact({ references, digests }: Artefact): boolean {
    return (this.#artefacts.get(references) ?? []).some(first =>
      digestsEqual(first.digests, digests),
    );
  }

  /** Position of the first rollout with this artefact, or with one that may be it; null if there was none. */
  artefact({ references, digests }: Artefact): number | null {
    const first = (this.#artefacts.get(references) ?? []).find(one =>
      digestsAgree(one.digests, digests),
    );
    return first?.position ?? null;
  }

  /** Position of the first rollout with this configuration; null if there was none. */
  configuration(of: { configuration: string }): number | null {
    return this.#configurations.get(of.configuration) ?? null;
  }
}
