/**
 * What a pod asks for of processors, by the rule of the scheduler: its containers run together with the sidecars among its init containers (those with the
 * restart policy `Always`), while the other init containers run one after the other, each with the sidecars that were started before it.
 */
import { fields, list, type Fields } from '../workloads/projection';
import { addRequests } from './demand';
import { milliOf } from './quantity';

const MOST_KNOWN = 1_000;
/** Most quantities are the same few texts. */
const known = new Map<string, number | null>();

/** Thousandths of a processor; null where one of the quantities cannot be read. */
export function podRequest(spec: unknown): number | null {
  const { containers, initContainers, overhead, resources } = fields(spec);
  let together: number | null = 0;
  for (const container of list(containers)) {
    together = addRequests(together, requestOf(fields(container)));
  }
  let sidecars: number | null = 0;
  let highest: number | null = 0;
  for (const entry of list(initContainers)) {
    const container = fields(entry);
    const own = requestOf(container);
    if (container.restartPolicy === 'Always') {
      together = addRequests(together, own);
      sidecars = addRequests(sidecars, own);
      highest = greater(highest, sidecars);
    } else {
      highest = greater(highest, addRequests(sidecars, own));
    }
  }
  // Set for the pod as a whole it counts instead.
  const whole = fields(fields(resources).requests).cpu;
  return addRequests(
    whole === undefined ? greater(together, highest) : read(whole),
    read(fields(overhead).cpu),
  );
}

/** What is limited and asks for nothing asks for its limit; the server writes so into pods, but not into templates. */
function requestOf({ resources }: Fields): number | null {
  const { requests, limits } = fields(resources);
  return read(fields(requests).cpu ?? fields(limits).cpu);
}

function read(quantity: unknown): number | null {
  if (quantity === undefined) return 0;
  if (typeof quantity !== 'string') return milliOf(quantity);
  const before = known.get(quantity);
  if (before !== undefined) return before;
  const milli = milliOf(quantity);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(quantity, milli);
  return milli;
}

function greater(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}
