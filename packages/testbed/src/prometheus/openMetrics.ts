/** A value at a time. */
export interface Sample {
  at: Date;
  value: number;
}

/** One series of a metric. */
export interface Series {
  labels?: Record<string, string>;
  samples: Sample[];
}

/** A metric with its history. */
export interface MetricHistory {
  /** Without the suffix `_total` of counters, which is added. */
  name: string;
  type: 'counter' | 'gauge';
  series: Series[];
}

const escape = (text: string) =>
  text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');

/** Writes labels as in `{job="shop"}`; nothing where there are none. */
export function labelsText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}="${escape(value)}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** Writes history as OpenMetrics, which Prometheus can be started with. */
export function openMetricsText(metrics: MetricHistory[]): string {
  const lines = metrics.flatMap(({ name, type, series }) => [
    `# TYPE ${name} ${type}`,
    ...series.flatMap(({ labels = {}, samples }) =>
      samples.map(({ at, value }) => {
        const suffix = type === 'counter' ? '_total' : '';
        const seconds = at.getTime() / 1_000;
        return `${name}${suffix}${labelsText(labels)} ${value} ${seconds}`;
      }),
    ),
  ]);
  return [...lines, '# EOF', ''].join('\n');
}
