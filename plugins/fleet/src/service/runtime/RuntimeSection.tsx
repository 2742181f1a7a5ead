import type { ServiceDetail } from '@landfall/backstage-plugin-fleet-common';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { RuntimeTable } from './RuntimeTable';

/** What the targets of a service run on, and what befell them besides deployments; nothing where a portal does not tell, or nothing runs. */
export function RuntimeSection(props: {
  service: ServiceDetail;
  windowDays: number;
}) {
  const t = useT();
  const { service, windowDays } = props;
  if (!service.runtime || service.runtime.length === 0) return null;
  return (
    <Section
      title={
        <Hint text={t('service.runtime.hint')} underline>
          {t('service.runtime.title')}
        </Hint>
      }
      aside={
        <span>{t('service.runtime.period', { days: String(windowDays) })}</span>
      }
    >
      <Panel flush>
        <RuntimeTable
          targets={service.targets}
          runtime={service.runtime}
          windowDays={windowDays}
        />
      </Panel>
    </Section>
  );
}
