import type { MetricDistribution } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';

/** "n=10 of 12": how many services have the number; why the others do not on hover and focus. */
export function HowMany(props: {
  distribution: MetricDistribution;
  services: number;
}) {
  const t = useT();
  const { distribution, services } = props;
  const why = distribution.missing
    .map(({ reason, services: count }) =>
      t('delivery.missingServices', {
        count,
        reason: t(`delivery.missing.${reason}`),
      }),
    )
    .join('\n');
  return (
    <Hint text={why} underline>
      {t('delivery.strip.n', {
        n: formatNumber(t, distribution.n),
        of: formatNumber(t, services),
      })}
    </Hint>
  );
}
