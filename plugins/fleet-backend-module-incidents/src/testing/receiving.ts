import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Source } from '@landfall/backstage-plugin-fleet-node';
import {
  MemoryLedger,
  quietLogger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import express, { type Express } from 'express';
import type { Receiver } from '../http/receiver';
import { createIncidentsRouter } from '../http/router';
import type { FactSink } from '../incidents/recorder';

/** A secret as one is configured. */
export const SECRET = 'example-secret-of-20';

/** A source with what receives its messages. */
export interface Made {
  source: Source;
  receivers: { receiver: Receiver; sink: FactSink }[];
}

/** Puts a source behind HTTP, before a ledger in memory. */
export function receiving(
  { source, receivers }: Made,
  options: { now?: number; ledger?: MemoryLedger; connected?: boolean } = {},
): { app: Express; ledger: MemoryLedger } {
  const { now = Date.now(), ledger = new MemoryLedger() } = options;
  if (options.connected !== false) source.connect?.(ledger.inbox());
  const app = express();
  app.use(
    createIncidentsRouter({
      receivers,
      clock: { now: () => instant(now) },
      logger: quietLogger,
    }),
  );
  return { app, ledger };
}
