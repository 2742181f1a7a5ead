import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { ServiceDetail } from '@landfall/backstage-plugin-fleet-common';
import { Anchored } from '../components/Anchored';
import { AnswerView } from '../components/AnswerView';
import { TeamLink } from '../components/EntityLink';
import { Frame, Panel, Section, Sentence } from '../components/Frame';
import { Hint } from '../components/Hint';
import { ReadinessMark } from '../components/marks';
import { InZone } from '../components/InZone';
import { PageHead } from '../components/PageHead';
import { useT } from '../components/useT';
import { WindowSelect } from '../components/WindowSelect';
import { ZoneName } from '../components/ZoneName';
import { useService } from '../data/useFleetQuery';
import { Incidents } from '../delivery/service/Incidents';
import { ServiceMetricsSection } from '../delivery/service/ServiceMetricsSection';
import { useNow } from '../format/now';
import { ServiceMigrations } from '../migrations/service/ServiceMigrations';
import { serviceSentence } from '../sentences/service';
import type { FleetT } from '../translation';
import { useWindow } from '../url/useWindow';
import { AttentionList } from './AttentionList';
import { Deployments } from './Deployments';
import { FrequencyTable } from './FrequencyTable';
import { LiveVersions } from './LiveVersions';
import { RuntimeSection } from './runtime/RuntimeSection';
import { ServiceSkeleton } from './ServiceSkeleton';
import { TargetsTable } from './TargetsTable';
import { TIMELINE_ANCHOR } from './timeline/anchor';
import { TimelineSection } from './timeline/TimelineSection';
import styles from './ServiceTab.module.css';

/** What is going on with the service of this catalog entry. */
export function ServiceTab() {
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity).toLocaleLowerCase('en-US');
  return (
    <Frame flush>
      <ServiceView serviceRef={ref} />
    </Frame>
  );
}

/** What is going on with one service. */
export function ServiceView({ serviceRef }: { serviceRef: string }) {
  const t = useT();
  const [window] = useWindow();
  const answer = useService(serviceRef, { window });
  return (
    <AnswerView
      answer={answer}
      waiting={t('states.waiting.service')}
      skeleton={<ServiceSkeleton />}
    >
      {service => (
        <InZone display={service.displayTimeZone} portal={service.timeZone}>
          <ServiceHead service={service} />
          <Anchored id={TIMELINE_ANCHOR}>
            <TimelineSection serviceRef={serviceRef} />
          </Anchored>
          <ServiceMigrations serviceRef={serviceRef} />
          <div className={styles.columns}>
            <div className={styles.side}>
              <Section title={t('service.targets.title')}>
                <TargetsTable service={service} />
              </Section>
              <Section
                title={
                  <Hint text={t('service.environments.hint')} underline>
                    {t('service.environments.title')}
                  </Hint>
                }
              >
                <Panel>
                  <LiveVersions live={service.live} />
                </Panel>
              </Section>
            </div>
            <Section title={t('service.frequency.title')}>
              <Panel>
                <FrequencyTable service={service} />
              </Panel>
            </Section>
          </div>
          <ServiceMetricsSection serviceRef={serviceRef} />
          <Deployments serviceRef={serviceRef} live={service.live} />
          <RuntimeSection
            service={service}
            windowDays={service.frequency.windowDays}
          />
          <Incidents serviceRef={serviceRef} />
        </InZone>
      )}
    </AnswerView>
  );
}

function ServiceHead({ service }: { service: ServiceDetail }) {
  const t = useT();
  const now = useNow(10_000);
  return (
    <>
      <PageHead
        title={service.title}
        hideTitle
        meta={
          <>
            {service.attention.length > 0 ? (
              <AttentionList reasons={service.attention} />
            ) : (
              <ReadinessMark readiness={service.readiness} />
            )}
            {service.owner && (
              <TeamLink to={service.owner.ref} title={service.owner.title} />
            )}
            <ZoneName />
          </>
        }
        tools={<WindowSelect />}
        freshness={service.sources}
      />
      <Sentence announce={lastOutcome(t, service)}>
        {serviceSentence(t, service, now)}
      </Sentence>
    </>
  );
}

/** "v142: failed" */
function lastOutcome(t: FleetT, { lastDeployment }: ServiceDetail): string {
  if (!lastDeployment) return '';
  const { version, outcome } = lastDeployment;
  return `${version}: ${t(`common.outcome.${outcome}`)}`;
}
