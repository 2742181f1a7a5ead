import type { MetricName } from '@landfall/backstage-plugin-fleet-common';
import { useCallback } from 'react';
import { useT } from '../../components/useT';
import { useChoices } from '../../data/useFleetQuery';
import { chosenOf } from '../../measures/words';

/** Gives the definition of a metric, with what an administrator chose where it leaves a choice. */
export type MetricHints = (metric: MetricName) => string;

/** Definitions of metrics; without what is chosen while that is not known. */
export function useMetricHint(): MetricHints {
  const t = useT();
  const { data } = useChoices();
  return useCallback(
    metric => {
      const definition = t(`delivery.hint.${metric}`);
      const chosen = data ? chosenOf(t, metric, data.chosen) : '';
      return chosen ? `${definition} ${chosen}` : definition;
    },
    [t, data],
  );
}
