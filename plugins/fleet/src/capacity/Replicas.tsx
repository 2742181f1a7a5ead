import type { ServiceCapacity } from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../components/useT';
import { formatNumber } from '../format/units';
import type { FleetT } from '../translation';
import { CapacityValue } from './CapacityValue';
import styles from './CapacityTable.module.css';

/** Of a whole window, or of one of its days. */
type Counted = Pick<
  ServiceCapacity,
  'minReplicas' | 'maxReplicas' | 'autoscaled'
>;

/** The least and the greatest number of replicas, and who owns it. */
export function Replicas({ capacity }: { capacity: Counted }) {
  const t = useT();
  const { minReplicas, maxReplicas, autoscaled } = capacity;
  const number = minReplicas.value === null ? maxReplicas : minReplicas;
  return (
    <>
      <CapacityValue number={number} format={() => rangeOf(t, capacity)} />
      {autoscaled !== null && (
        <span className={styles.note}>
          {autoscaled ? t('capacity.autoscaled') : t('capacity.notAutoscaled')}
        </span>
      )}
    </>
  );
}

function rangeOf(t: FleetT, { minReplicas, maxReplicas }: Counted): string {
  const [least, greatest] = [minReplicas.value, maxReplicas.value];
  if (least === null) {
    return t('capacity.replicasUpTo', { max: formatNumber(t, greatest ?? 0) });
  }
  const min = formatNumber(t, least);
  if (greatest === null) return t('capacity.replicasFrom', { min });
  return least === greatest
    ? min
    : t('capacity.replicasBetween', { min, max: formatNumber(t, greatest) });
}
