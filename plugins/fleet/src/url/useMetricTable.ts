import {
  metricNameSchema,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { useLocation, useSearchParams } from 'react-router-dom';

/** How the table of a metric is sorted: by the services' names, or by their values, the worse first. */
export type MetricSort = 'value' | 'service';

/** Which metric's table is open and how it is sorted, in the URL. */
export interface MetricTable {
  open: MetricName | undefined;
  sort: MetricSort;
  /** Whether the further numbers are shown. */
  further: boolean;
  /** Address of this page with the table of a metric open, or closed if it is. */
  hrefOf: (metric: MetricName) => string;
  setSort: (sort: MetricSort) => void;
  setFurther: (further: boolean) => void;
  close: () => void;
}

/** Reads and writes `?metric=…&by=…&further=…`. */
export function useMetricTable(): MetricTable {
  const [params, setParams] = useSearchParams();
  const { pathname } = useLocation();
  const open = metricNameSchema.safeParse(params.get('metric')).data;
  const write = (name: string, value: string | undefined) =>
    setParams(old => withParam(old, name, value), { preventScrollReset: true });
  return {
    open,
    sort: params.get('by') === 'service' ? 'service' : 'value',
    further: params.get('further') === 'true',
    hrefOf: metric =>
      `${pathname}?${withParam(
        params,
        'metric',
        metric === open ? undefined : metric,
      )}`,
    setSort: sort => write('by', sort === 'service' ? sort : undefined),
    setFurther: further => write('further', further ? 'true' : undefined),
    close: () => write('metric', undefined),
  };
}

function withParam(
  params: URLSearchParams,
  name: string,
  value: string | undefined,
): URLSearchParams {
  const copy = new URLSearchParams(params);
  if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
}
