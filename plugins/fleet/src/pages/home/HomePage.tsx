import { Link } from '@backstage/ui';
import type {
  ServiceList,
  TeamList,
} from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { Frame, Section, Sentence } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { useFleetPaths } from '../../components/paths';
import { Restricted } from '../../components/Restricted';
import { TableSkeleton } from '../../components/TableSkeleton';
import { useT } from '../../components/useT';
import { useServices } from '../../data/useFleetQuery';
import { CompanyDeliverySection } from '../../delivery/company/CompanyDeliverySection';
import { useNow } from '../../format/now';
import { attentionCount } from '../../sentences/attention';
import { homeSentence } from '../../sentences/home';
import { FirstStart } from './FirstStart';
import { Migrations } from './Migrations';
import { StaleSources } from './StaleSources';
import { TeamList as TeamListSection } from './TeamList';
import { UrgentList } from './UrgentList';
import { useTeamList } from './useTeamList';

/** How many of the services that need attention are shown before the teams. */
const URGENT = 5;

/** The first page of the fleet: what needs attention, how far the migrations are, how services are delivered, what is stale, and the teams. */
export function HomePage() {
  const t = useT();
  const all = useServices({ limit: 1 });
  const urgent = useServices({ limit: URGENT, attention: 'true' });
  const teams = useTeamList();
  return (
    <Frame>
      <AnswerView
        answer={all}
        waiting={t('states.waiting.services')}
        skeleton={<TableSkeleton rows={URGENT} />}
      >
        {services =>
          isFirstStart(services) ? (
            <FirstStart />
          ) : (
            <>
              <Head
                services={services}
                urgent={urgent.data}
                owners={teams.owners}
              />
              <AnswerView
                answer={urgent}
                waiting={t('states.waiting.services')}
                skeleton={<TableSkeleton rows={URGENT} />}
              >
                {list => list.total > 0 && <Urgent list={list} />}
              </AnswerView>
              <Migrations />
              <CompanyDeliverySection />
              <StaleSources freshness={services.freshness} />
              <TeamListSection state={teams} />
            </>
          )
        }
      </AnswerView>
    </Frame>
  );
}

/** Nothing has ever been observed, and nobody says that it is for lack of permission. */
function isFirstStart(services: ServiceList): boolean {
  return (
    services.freshness.asOf === null &&
    services.freshness.troubled.length === 0 &&
    !services.restricted &&
    services.items.every(service => service.targetCount === 0)
  );
}

function Head(props: {
  services: ServiceList;
  urgent: ServiceList | undefined;
  owners: TeamList['owners'] | undefined;
}) {
  const t = useT();
  const now = useNow(10_000);
  const { services, urgent, owners } = props;
  return (
    <>
      <PageHead
        title={t('team.home.title')}
        meta={<Restricted restricted={services.restricted} />}
        freshness={services.freshness}
      />
      <Sentence
        announce={attentionCount(t, urgent?.total ?? 0, services.total)}
      >
        {urgent !== undefined && owners !== undefined
          ? homeSentence({
              t,
              services: services.total,
              owners,
              attention: urgent.total,
              urgent: urgent.items,
              freshness: services.freshness,
              now,
            })
          : ' '}
      </Sentence>
    </>
  );
}

function Urgent({ list }: { list: ServiceList }) {
  const t = useT();
  const paths = useFleetPaths();
  return (
    <Section
      title={t('team.home.urgent')}
      aside={
        <Link href={`${paths.services}?attention=true`} variant="body-small">
          {t('team.home.urgentAll', {
            count: list.total,
          })}
        </Link>
      }
    >
      <UrgentList services={list.items} />
    </Section>
  );
}
