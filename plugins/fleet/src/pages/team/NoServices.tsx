import type { TeamDashboard } from '@landfall/backstage-plugin-fleet-common';
import { RiTeamLine } from '@remixicon/react';
import { CodeBlock } from '../../components/CodeBlock';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';

/** A team without services: how ownership works. */
export function NoServices({ team }: { team: TeamDashboard['team'] }) {
  const t = useT();
  return (
    <StateBox icon={<RiTeamLine />} title={t('states.noServices.title')}>
      <p>{t('states.noServices.body')}</p>
      <p>{t('states.noServices.lead')}</p>
      <CodeBlock text={t('states.noServices.example', { team: team.ref })} />
    </StateBox>
  );
}
