import type {
  Problem,
  SourceList,
} from '@landfall/backstage-plugin-fleet-common';
import { RiErrorWarningFill } from '@remixicon/react';
import { CopyButton } from '../../components/CopyButton';
import { Panel, Section } from '../../components/Frame';
import { useT } from '../../components/useT';
import styles from './Problems.module.css';

/** What is wrong with a source or one of its scopes, in words, with the fix. */
export function Problems({ list }: { list: SourceList }) {
  const t = useT();
  const lines = [
    ...list.problems.map((problem, index) => ({
      id: `portal/${index}`,
      where: t('sources.problems.portal'),
      problem,
    })),
    ...list.items.flatMap(source => [
      ...source.problems.map((problem, index) => ({
        id: `${source.id}/${index}`,
        where: t('sources.problems.configuration', { source: source.title }),
        problem,
      })),
      ...source.scopes.flatMap(scope =>
        scope.problems.map((problem, index) => ({
          id: `${source.id}/${scope.scope}/${index}`,
          where: scope.scope,
          problem,
        })),
      ),
    ]),
  ];
  if (lines.length === 0) return null;
  return (
    <Section title={t('sources.problems.title')}>
      <Panel flush>
        <ul className={styles.list}>
          {lines.map(({ id, where, problem }) => (
            <ProblemLine key={id} where={where} problem={problem} />
          ))}
        </ul>
      </Panel>
    </Section>
  );
}

function ProblemLine({ where, problem }: { where: string; problem: Problem }) {
  const t = useT();
  return (
    <li className={styles.line}>
      <span className={styles.icon} aria-hidden="true">
        <RiErrorWarningFill size={16} />
      </span>
      <div className={styles.text}>
        <p className={styles.what}>
          <strong>{where}</strong> {problem.text}
        </p>
        <p className={styles.fix}>
          {problem.fix ? (
            <>
              {t('sources.problems.fix')} <span>{problem.fix}</span>
            </>
          ) : (
            t('sources.problems.noFix')
          )}
        </p>
      </div>
      {problem.fix && (
        <CopyButton
          text={problem.fix}
          label={t('sources.problems.copyFix', { where })}
        />
      )}
    </li>
  );
}
