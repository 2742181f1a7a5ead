import type { Choices } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../components/AnswerView';
import { Frame, Sentence } from '../components/Frame';
import { PageHead } from '../components/PageHead';
import { TableSkeleton } from '../components/TableSkeleton';
import { useT } from '../components/useT';
import { useChoices, useEnvironments } from '../data/useFleetQuery';
import { CHOICE_KEYS } from './choiceKeys';
import { ChoiceList, isChosen } from './ChoiceList';
import { Mappings } from './Mappings';
import { TeamCalendars } from './TeamCalendars';
import type { ChoiceName } from './words';

/** How delivery is measured in this portal: what an administrator chose, what that does, and which lines choose it. */
export function MeasuresPage() {
  const t = useT();
  const answer = useChoices();
  return (
    <Frame>
      <AnswerView
        answer={answer}
        waiting={t('measures.page.waiting')}
        skeleton={<TableSkeleton rows={12} />}
      >
        {choices => <Measures choices={choices} />}
      </AnswerView>
    </Frame>
  );
}

function Measures({ choices }: { choices: Choices }) {
  const t = useT();
  const { data: use } = useEnvironments();
  const names = Object.keys(CHOICE_KEYS) as ChoiceName[];
  const count = names.filter(name => isChosen(choices, name)).length;
  return (
    <>
      <PageHead title={t('measures.page.title')} />
      <Sentence>
        {t('measures.page.lead')}{' '}
        {count > 0
          ? t('measures.page.chosen', { count })
          : t('measures.page.allDefaults')}
      </Sentence>
      <ChoiceList
        title={t('measures.page.time')}
        names={['windows', 'timeZone']}
        choices={choices}
      />
      <PageHead title={t('measures.production.title')} />
      <Sentence>{t('measures.production.lead')}</Sentence>
      <Mappings of="targets" mappings={choices.targets} use={use} />
      <Mappings of="ci" mappings={choices.ci} use={use} />
      <ChoiceList
        title={t('measures.page.deployments')}
        names={['joinMinutes', 'finish', 'leadTimeFrom']}
        choices={choices}
      />
      <ChoiceList
        title={t('measures.page.failures')}
        names={[
          'incidentHours',
          'rolledBack',
          'failRateWithRollbacks',
          'hotfixLabels',
          'hotfixBranches',
          'bands',
        ]}
        choices={choices}
      />
      <ChoiceList
        title={t('measures.page.load')}
        names={['workingHours', 'minutesPerLoad']}
        choices={choices}
      />
      <TeamCalendars teams={choices.teams} />
    </>
  );
}
