import {
  metricNameSchema,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { useLocation, useSearchParams } from 'react-router-dom';

/** Of which metric it is shown what changed it, in the URL. */
export interface ChangedMetric {
  open: MetricName | undefined;
  /** Address of this page with that of a metric open, or closed if it is. */
  hrefOf: (metric: MetricName) => string;
  close: () => void;
}

/** The name of the parameter, for addresses of other pages. */
export const CHANGED = 'changed';

/** Reads and writes `?changed=…`. */
export function useChangedMetric(): ChangedMetric {
  const [params, setParams] = useSearchParams();
  const { pathname } = useLocation();
  const open = metricNameSchema.safeParse(params.get(CHANGED)).data;
  return {
    open,
    hrefOf: metric => {
      const copy = new URLSearchParams(params);
      if (metric === open) copy.delete(CHANGED);
      else copy.set(CHANGED, metric);
      return `${pathname}?${copy}`;
    },
    close: () =>
      setParams(
        old => {
          const copy = new URLSearchParams(old);
          copy.delete(CHANGED);
          return copy;
        },
        { preventScrollReset: true },
      ),
  };
}
