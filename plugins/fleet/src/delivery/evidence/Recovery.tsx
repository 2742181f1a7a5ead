import type { DeploymentDelivery } from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../../components/useT';
import { useNow } from '../../format/now';
import { formatExact } from '../../format/times';
import { formatDuration } from '../../format/units';

/** When the service was restored after a failed deployment, by what and how long it took; or since when it is not. */
export function Recovery({
  recovery,
}: {
  recovery: NonNullable<DeploymentDelivery['recovery']>;
}) {
  const t = useT();
  const now = useNow(60_000);
  const { startedAt, restoredAt, seconds, restoredBy } = recovery;
  if (restoredAt === null) {
    const open = Math.max(0, now - Date.parse(startedAt)) / 1000;
    return (
      <>
        {t('delivery.evidence.notRecovered', { span: formatDuration(t, open) })}
      </>
    );
  }
  const what = t(`delivery.evidence.restoredBy.${restoredBy ?? 'unknown'}`);
  const at = formatExact(t, restoredAt);
  return (
    <>
      {seconds === null
        ? t('delivery.evidence.recoveredSpanUnknown', { what, at })
        : t('delivery.evidence.recovered', {
            span: formatDuration(t, seconds),
            what,
            at,
          })}
    </>
  );
}
