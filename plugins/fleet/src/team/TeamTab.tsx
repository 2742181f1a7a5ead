import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Frame } from '../components/Frame';
import { TeamView } from '../pages/team/TeamPage';

/** The team dashboard as a tab of the team's catalog entry. */
export function TeamTab() {
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity).toLocaleLowerCase('en-US');
  return (
    <Frame flush>
      <TeamView teamRef={ref} />
    </Frame>
  );
}
