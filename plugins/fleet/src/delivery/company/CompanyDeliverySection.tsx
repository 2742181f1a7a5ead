import { Skeleton } from '@backstage/ui';
import { AnswerView } from '../../components/AnswerView';
import { useT } from '../../components/useT';
import { useCompanyMetrics } from '../../data/useFleetQuery';
import { useWindow } from '../../url/useWindow';
import { CompanyCapacity } from '../../capacity/company/CompanyCapacity';
import { PlatformDelivery } from '../platforms/PlatformDelivery';
import { CompanyDelivery } from './CompanyDelivery';

/** How all services deliver in the window of the page, platform beside platform, and what platforms make of what they have. */
export function CompanyDeliverySection() {
  const t = useT();
  const [window] = useWindow();
  const answer = useCompanyMetrics({ window });
  return (
    <AnswerView
      answer={answer}
      waiting={t('delivery.company.waiting')}
      skeleton={<Skeleton width="100%" height={280} />}
    >
      {metrics => (
        <>
          <CompanyDelivery metrics={metrics} />
          <PlatformDelivery metrics={metrics} />
          <CompanyCapacity metrics={metrics} />
        </>
      )}
    </AnswerView>
  );
}
