import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import type { TeamDashboard } from '@landfall/backstage-plugin-fleet-common';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router-dom';
import { AnswerView } from '../../components/AnswerView';
import { TeamLink } from '../../components/EntityLink';
import { Frame, Sentence } from '../../components/Frame';
import { InZone } from '../../components/InZone';
import { PageHead } from '../../components/PageHead';
import { useFleetPaths } from '../../components/paths';
import { Restricted } from '../../components/Restricted';
import { useT } from '../../components/useT';
import { WindowSelect } from '../../components/WindowSelect';
import { ZoneName } from '../../components/ZoneName';
import { useTeam } from '../../data/useFleetQuery';
import { TeamDeliverySection } from '../../delivery/team/TeamDeliverySection';
import { joinRef, refName } from '../../format/entities';
import { useNow } from '../../format/now';
import { formatNumber } from '../../format/units';
import { attentionCount } from '../../sentences/attention';
import { teamSentence } from '../../sentences/team';
import { SERVICES_PAGE_SIZE } from '../../services/ServicesTable';
import { activeFilters, toServiceQuery } from '../../url/serviceQuery';
import {
  useServiceView,
  type ServiceViewState,
} from '../../url/useServiceView';
import { NoServices } from './NoServices';
import { TeamMigrations } from './TeamMigrations';
import { TeamServices } from './TeamServices';
import { TeamSkeleton } from './TeamSkeleton';
import { TeamSummaryRow } from './TeamSummaryRow';
import styles from './TeamPage.module.css';

/** The team dashboard: what should we do this week, and how are we doing? */
export function TeamPage() {
  const { kind = '', namespace = '', name = '' } = useParams();
  const ref = joinRef({ kind, namespace, name });
  const paths = useFleetPaths();
  const [titled, setTitled] = useState({ ref, title: refName(ref) });
  const label = titled.ref === ref ? titled.title : refName(ref);
  return (
    <BreadcrumbEntry entry={{ label, href: paths.team(ref) }}>
      <Frame>
        <TeamView teamRef={ref} onTitle={title => setTitled({ ref, title })} />
      </Frame>
    </BreadcrumbEntry>
  );
}

/** The dashboard of one team, for its page and for the tab of its catalog entry. */
export function TeamView({
  teamRef,
  onTitle,
}: {
  teamRef: string;
  /** Told the team's title once it is known. */
  onTitle?: (title: string) => void;
}) {
  const t = useT();
  const view = useServiceView();
  // The team is the page, not a filter.
  const { team: _, ...query } = toServiceQuery(view, SERVICES_PAGE_SIZE);
  const answer = useTeam(teamRef, query);
  const title = answer.data?.team.title;
  useEffect(() => {
    if (title) onTitle?.(title);
    // Only a new title is news.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [title]);
  return (
    <AnswerView
      answer={answer}
      waiting={t('states.waiting.team')}
      skeleton={<TeamSkeleton />}
    >
      {dashboard => (
        <InZone
          display={dashboard.displayTimeZone ?? dashboard.timeZone}
          portal={dashboard.timeZone}
        >
          <Dashboard
            dashboard={dashboard}
            view={view}
            isStale={answer.isPrevious}
          />
        </InZone>
      )}
    </AnswerView>
  );
}

function Dashboard(props: {
  dashboard: TeamDashboard;
  view: ServiceViewState;
  isStale: boolean;
}) {
  const t = useT();
  const now = useNow(10_000);
  const { dashboard, view, isStale } = props;
  const { team, summary, services, freshness } = dashboard;
  const plain =
    view.sort === 'attention' &&
    !view.order &&
    !view.cursor &&
    activeFilters(view.filters).length === 0;
  return (
    <>
      <PageHead
        title={<TeamTitle team={team} />}
        meta={
          <>
            <span>{t('common.services', { count: summary.services })}</span>
            <ZoneName unknown={dashboard.unknownTimeZone} />
            <Restricted restricted={services.restricted} />
          </>
        }
        tools={<WindowSelect />}
        freshness={freshness}
      />
      {summary.services === 0 ? (
        <NoServices team={team} />
      ) : (
        <>
          <Sentence
            announce={attentionCount(t, summary.attention, summary.services)}
          >
            {teamSentence({
              t,
              dashboard,
              urgent: plain ? services.items : [],
              now,
            })}
          </Sentence>
          <TeamMigrations teamRef={team.ref} />
          <TeamDeliverySection teamRef={team.ref} />
          <TeamSummaryRow dashboard={dashboard} view={view} />
        </>
      )}
      {team.children.length > 0 && <Children items={team.children} />}
      {summary.services > 0 && (
        <TeamServices dashboard={dashboard} view={view} isStale={isStale} />
      )}
    </>
  );
}

/** The team under its ancestors, each of which leads to its own dashboard. */
function TeamTitle({ team }: { team: TeamDashboard['team'] }) {
  return (
    <span className={styles.title} title={team.ref}>
      {team.ancestors.map(ancestor => (
        <span key={ancestor.ref} className={styles.ancestor}>
          <TeamLink to={ancestor.ref} title={ancestor.title} />
          <span aria-hidden="true" className={styles.separator}>
            ▸
          </span>
        </span>
      ))}
      <span className={styles.name}>{team.title}</span>
    </span>
  );
}

/** How many children are named before the rest is only counted; a company's root may have hundreds. */
const CHILDREN_SHOWN = 12;

function Children({ items }: { items: TeamDashboard['team']['children'] }) {
  const t = useT();
  const more = items.length - CHILDREN_SHOWN;
  return (
    <p className={styles.children}>
      <span className={styles.label}>{t('team.children')}</span>
      {items.slice(0, CHILDREN_SHOWN).map(child => (
        <span key={child.ref} className={styles.child}>
          <TeamLink to={child.ref} title={child.title} />
        </span>
      ))}
      {more > 0 && (
        <span className={styles.label}>
          {t('team.more', { number: formatNumber(t, more) })}
        </span>
      )}
    </p>
  );
}
