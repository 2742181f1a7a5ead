import type { JsonValue } from '@backstage/types';
import type { Batch, Ledger, Refusal } from '../../ledger/types';

/** A ledger for tests of timing only: keeps batches and can be slow or broken. */
export class TimingLedger
  implements Pick<Ledger, 'record' | 'cursor' | 'open' | 'forget' | 'versions'>
{
  readonly batches: Batch[] = [];
  /** What `record` does before it keeps the batch. */
  before: (batch: Batch) => Promise<void> = async () => {};
  refuse: (batch: Batch) => Refusal[] = () => [];
  /** At any time at most one. */
  inFlight = 0;
  mostInFlight = 0;

  async record(batch: Batch) {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.before(batch);
      this.batches.push(batch);
    } finally {
      this.inFlight -= 1;
    }
    const refused = this.refuse(batch);
    const added = batch.observations.length - refused.length;
    return { added, amended: 0, unchanged: 0, refused };
  }

  async cursor({ source, scope }: { source: string; scope: string }) {
    return this.batches
      .filter(
        batch =>
          batch.source === source &&
          batch.scope === scope &&
          batch.cursor !== undefined,
      )
      .at(-1)?.cursor;
  }

  async *open() {}

  async versions() {
    return [];
  }

  /** Sources that were forgotten. */
  readonly forgotten: string[] = [];

  async forget(source: string) {
    this.forgotten.push(source);
  }

  get observations(): unknown[] {
    return this.batches.flatMap(batch => batch.observations);
  }

  get cursors(): (JsonValue | undefined)[] {
    return this.batches.map(batch => batch.cursor);
  }
}
