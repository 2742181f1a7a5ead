import type { Choices } from '@landfall/backstage-plugin-fleet-common';
import { TeamLink } from '../components/EntityLink';
import { Panel, Section } from '../components/Frame';
import { useT } from '../components/useT';
import { refName } from '../format/entities';
import { formatNumber } from '../format/units';
import { hoursWords } from './words';
import styles from './TeamCalendars.module.css';

/** The teams that have working hours of their own. */
export function TeamCalendars({ teams }: Pick<Choices, 'teams'>) {
  const t = useT();
  return (
    <Section
      title={t('measures.page.teams')}
      aside={<code>fleet.delivery.workingHours.teams</code>}
    >
      <Panel>
        {teams.total === 0 ? (
          t('measures.page.noTeams')
        ) : (
          <dl className={styles.list}>
            {teams.items.map(({ team, hours }) => (
              <div key={team} className={styles.team}>
                <dt>
                  <TeamLink to={team} title={refName(team)} />
                </dt>
                <dd className={styles.hours}>{hoursWords(t, hours)}</dd>
              </div>
            ))}
          </dl>
        )}
        {teams.items.length < teams.total &&
          t('measures.page.teamsMore', {
            shown: formatNumber(t, teams.items.length),
            total: formatNumber(t, teams.total),
          })}
      </Panel>
    </Section>
  );
}
