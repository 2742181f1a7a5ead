import type { MetricName } from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { Hint } from '../../components/Hint';
import { useMetricHint } from './useMetricHint';

/** The name of a metric, with its definition on hover and focus. */
export function MetricHint(props: { metric: MetricName; children: ReactNode }) {
  const hintOf = useMetricHint();
  return (
    <Hint text={hintOf(props.metric)} underline>
      {props.children}
    </Hint>
  );
}
