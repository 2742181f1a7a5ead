import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { configOf, looking } from './looking';
import { SimulatedHelios } from './simulatedHelios';

const START = 1_790_000_000_000;

/** A simulated cluster with a ledger, and as many replicas as wanted that look at it. */
export function world(options: { hosts?: Record<string, number> } = {}) {
  const helios = new SimulatedHelios({
    now: START,
    hosts: options.hosts ?? { 'host-1': 0, 'host-2': 0 },
  });
  const ledger = new MemoryLedger();
  ledger.now = () => instant(helios.now);
  const replica = () =>
    looking({
      master: configOf(['http://unused.example']),
      client: helios.client,
      ledger,
    });
  const rolloutsOf = (namespace: string) =>
    ledger
      .newest('rollout')
      .filter(({ target }) => target.namespace === namespace)
      .sort((a, b) => a.body.revision - b.body.revision);
  const versionsOf = (namespace: string) =>
    rolloutsOf(namespace).map(({ body }) => [
      body.images[0].reference.split(':')[1],
      body.outcome,
    ]);
  const presenceOf = (workload: string, namespace?: string) =>
    ledger
      .newest('presence')
      .filter(({ target }) => target.workload === workload)
      .find(
        ({ target }) => (namespace ?? target.namespace) === target.namespace,
      );
  return { helios, ledger, replica, rolloutsOf, versionsOf, presenceOf };
}
