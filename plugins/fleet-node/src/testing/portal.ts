import { ok } from 'node:assert/strict';
import type { Source } from '../source';
import { lookAndDie, lookOnce } from './looking';
import { MemoryLedger } from './memoryLedger';
import type { ConformanceSubject } from './subject';

/** The portal with the source of a suite in it. */
export class Portal {
  readonly ledger = new MemoryLedger();
  private source: Source;

  constructor(readonly subject: ConformanceSubject) {
    this.ledger.now = () => subject.now as ReturnType<MemoryLedger['now']>;
    this.source = this.start();
  }

  /** Starts it again. */
  restart(): void {
    this.source = this.start();
  }

  /** Looks once. */
  async look(): Promise<void> {
    await lookOnce(this.source, this.ledger);
  }

  /** Looks and is killed at a report. @returns whether it was. */
  lookAndDie(reports: number): Promise<boolean> {
    return lookAndDie(this.source, this.ledger, { reports });
  }

  /** What it knows, in order of key, without what depends on the way by which it came to know. */
  known(): unknown[] {
    ok(
      this.ledger.refused.length === 0,
      `The ledger refused ${JSON.stringify(this.ledger.refused.slice(0, 3))}`,
    );
    return this.ledger
      .known()
      .map(({ backfilled: _, ...rest }) => JSON.parse(JSON.stringify(rest)));
  }

  /** How many versions of anything it has. */
  size(): number {
    return [...this.ledger.versions.values()].reduce(
      (sum, versions) => sum + versions.length,
      0,
    );
  }

  private start(): Source {
    const source = this.subject.createSource();
    ok(
      source.scopes.length === 1 && source.scopes[0].mode === 'poll',
      'The source of a suite has one scope, which is polled',
    );
    source.connect?.(this.ledger.inbox());
    return source;
  }
}
