import type { Incident } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { Anchored } from '../../components/Anchored';
import { Panel, Section } from '../../components/Frame';
import { Pager } from '../../components/Pager';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useIncidents } from '../../data/useFleetQuery';
import { useCursorPages } from '../../url/useCursorPages';
import { INCIDENTS_ANCHOR } from '../metrics/evidencePath';
import { IncidentsTable } from './IncidentsTable';
import styles from './Incidents.module.css';

const PAGE_SIZE = 10;

/** The incidents of a service, newest first: what people and tools report, and apart from it what clusters detect, and those of other services that name a deployment of this one. */
export function Incidents({ serviceRef }: { serviceRef: string }) {
  const t = useT();
  return (
    <Anchored id={INCIDENTS_ANCHOR}>
      <Section title={t('delivery.incidents.title')}>
        <Panel flush>
          <Series serviceRef={serviceRef} series="reported" />
          <Series serviceRef={serviceRef} series="detected" />
          <Series serviceRef={serviceRef} series="elsewhere" />
        </Panel>
      </Section>
    </Anchored>
  );
}

function Series(props: { serviceRef: string; series: Incident['series'] }) {
  const t = useT();
  const { serviceRef, series } = props;
  const pages = useCursorPages(series);
  const answer = useIncidents(serviceRef, {
    series,
    limit: PAGE_SIZE,
    ...(pages.cursor && { cursor: pages.cursor }),
  });
  // Hardly any service has one, so that it need not be said of all of them.
  if (series === 'elsewhere' && answer.data?.total === 0) return null;
  return (
    <div className={styles.series}>
      <h4 className={styles.title}>{t(`delivery.incidents.${series}`)}</h4>
      <AnswerView
        answer={answer}
        waiting={t('delivery.incidents.waiting')}
        skeleton={<TableSkeleton rows={2} />}
      >
        {list =>
          list.total === 0 ? (
            <p className={styles.none}>
              {t(`delivery.incidents.none.${series}`)}
            </p>
          ) : (
            <>
              <IncidentsTable
                series={series}
                incidents={list.items}
                isStale={answer.isPrevious}
              />
              <Pager
                pages={pages}
                pageSize={PAGE_SIZE}
                shown={list.items.length}
                total={list.total}
                nextCursor={list.nextCursor}
              />
            </>
          )
        }
      </AnswerView>
    </div>
  );
}
