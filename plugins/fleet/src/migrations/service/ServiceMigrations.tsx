import { Skeleton } from '@backstage/ui';
import { AnswerView } from '../../components/AnswerView';
import { useT } from '../../components/useT';
import { useServiceMigrations } from '../../data/useFleetQuery';
import { useAsOf } from '../../url/useAsOf';
import { PastNotice } from '../components/AsOf';
import { MigrationPanel } from './MigrationPanel';

/** A panel for every migration that a service is in; nothing where it is in none. */
export function ServiceMigrations({ serviceRef }: { serviceRef: string }) {
  const t = useT();
  const [at, backToNow] = useAsOf();
  const answer = useServiceMigrations(serviceRef, at ? { at } : {});
  return (
    <AnswerView
      answer={answer}
      waiting={t('migration.waiting')}
      skeleton={<Skeleton width="min(640px, 90%)" height={24} />}
    >
      {({ asOf, live, items }) => (
        <>
          {!live && <PastNotice asOf={asOf} onBack={backToNow} />}
          {items.map(detail => (
            <MigrationPanel key={detail.migration.id} detail={detail} />
          ))}
        </>
      )}
    </AnswerView>
  );
}
