import { RiErrorWarningLine } from '@remixicon/react';
import type { MigrationInfo } from '@landfall/backstage-plugin-fleet-common';
import { StateBox } from '../../components/StateBox';

/** What contradicts itself in definitions, in words, with what to change. */
export function DefinitionProblems({
  title,
  problems,
}: {
  title: string;
  problems: MigrationInfo['problems'];
}) {
  if (problems.length === 0) return null;
  return (
    <StateBox icon={<RiErrorWarningLine />} tone="warn" compact title={title}>
      {problems.map(({ text, fix }) => (
        <p key={`${text} ${fix}`}>
          {text} {fix}
        </p>
      ))}
    </StateBox>
  );
}
