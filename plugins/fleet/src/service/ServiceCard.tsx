import { stringifyEntityRef } from '@backstage/catalog-model';
import { Card, CardBody, CardHeader, Link, Skeleton } from '@backstage/ui';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { ServiceDetail } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../components/AnswerView';
import { DemoMark } from '../components/DemoMark';
import { InZone } from '../components/InZone';
import { FreshnessBadge } from '../components/FreshnessBadge';
import { PerWeek } from '../components/PerWeek';
import { useFleetPaths } from '../components/paths';
import { WeekBars } from '../components/WeekBars';
import { useT } from '../components/useT';
import { useService } from '../data/useFleetQuery';
import { CardMetrics } from '../delivery/service/CardMetrics';
import { useNow } from '../format/now';
import { formatNumber } from '../format/units';
import { serviceSentence } from '../sentences/service';
import { AttentionList } from './AttentionList';
import { LiveVersions } from './LiveVersions';
import { MigrationLines } from './MigrationLines';
import styles from './ServiceCard.module.css';

/** The smallest honest summary of a service, for its overview in the catalog. */
export function ServiceCard() {
  const t = useT();
  const paths = useFleetPaths();
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity).toLocaleLowerCase('en-US');
  const answer = useService(ref, {});
  return (
    <Card>
      <CardHeader>
        <div className={styles.head}>
          <h3 className={styles.title}>{t('service.card.title')}</h3>
          <Link href={paths.service(ref)} variant="body-small">
            {t('service.card.open')}
          </Link>
        </div>
      </CardHeader>
      <CardBody>
        <AnswerView
          answer={answer}
          waiting={t('states.waiting.service')}
          skeleton={<Skeleton width="90%" height={48} />}
        >
          {service => (
            <InZone display={service.displayTimeZone} portal={service.timeZone}>
              <Summary service={service} />
            </InZone>
          )}
        </AnswerView>
      </CardBody>
    </Card>
  );
}

function Summary({ service }: { service: ServiceDetail }) {
  const t = useT();
  const now = useNow(10_000);
  const { frequency } = service;
  return (
    <>
      <p className={styles.sentence}>{serviceSentence(t, service, now)}</p>
      <AttentionList reasons={service.attention} />
      <MigrationLines serviceRef={service.ref} />
      <LiveVersions live={service.live} />
      <div className={styles.line}>
        <WeekBars weeks={frequency.weeks} />
        <PerWeek frequency={frequency}>
          {t('service.card.perWeek', {
            value: formatNumber(t, frequency.perWeek ?? 0),
            days: String(frequency.windowDays),
          })}
        </PerWeek>
      </div>
      <CardMetrics serviceRef={service.ref} />
      <div className={styles.foot}>
        <FreshnessBadge freshness={service.sources} />
        <DemoMark demo={service.sources.demo} />
      </div>
    </>
  );
}
