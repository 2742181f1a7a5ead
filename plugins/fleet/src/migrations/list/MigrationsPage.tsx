import { useSearchParams } from 'react-router-dom';
import type { MigrationList } from '@landfall/backstage-plugin-fleet-common';
import { AnswerView } from '../../components/AnswerView';
import { Frame, Sentence } from '../../components/Frame';
import { PageHead } from '../../components/PageHead';
import { Restricted } from '../../components/Restricted';
import { useT } from '../../components/useT';
import { useMigrations } from '../../data/useFleetQuery';
import { migrationsSentence } from '../../sentences/migration';
import { readMoment, writeReviewParams } from '../../url/reviewQuery';
import { AsOfPicker, PastNotice } from '../components/AsOf';
import { DefinitionProblems } from '../components/Problems';
import { MigrationCard } from './MigrationCard';
import { MigrationsSkeleton } from './MigrationsSkeleton';
import { NoMigrations } from './NoMigrations';
import styles from './MigrationsPage.module.css';

/** All migrations, the one whose date is nearest first: how far each is, what moved, and when it should be done. */
export function MigrationsPage() {
  const t = useT();
  const [params, setParams] = useSearchParams();
  const at = readMoment(params.get('at'), Date.now());
  const answer = useMigrations(at ? { at } : {});
  const setAt = (value: string | undefined) =>
    setParams(old => writeReviewParams(old, { at: value }));
  return (
    <Frame>
      <AnswerView
        answer={answer}
        waiting={t('migrations.waiting.list')}
        skeleton={<MigrationsSkeleton />}
      >
        {list => <Migrations list={list} setAt={setAt} />}
      </AnswerView>
    </Frame>
  );
}

function Migrations(props: {
  list: MigrationList;
  setAt: (at: string | undefined) => void;
}) {
  const t = useT();
  const { list, setAt } = props;
  const { items, live, asOf, timeZone } = list;
  const sentence = items.length > 0 ? migrationsSentence(t, items) : '';
  return (
    <>
      <PageHead
        title={t('migrations.list.title')}
        hideTitle={items.length === 0}
        meta={<Restricted restricted={list.restricted} />}
        tools={
          (items.length > 0 || !live) && (
            <AsOfPicker
              asOf={asOf}
              timeZone={timeZone}
              since={null}
              onChange={setAt}
            />
          )
        }
      />
      {!live && <PastNotice asOf={asOf} onBack={() => setAt(undefined)} />}
      <DefinitionProblems
        title={t('migrations.list.problemsAll')}
        problems={list.problems}
      />
      {items.length === 0 ? (
        <NoMigrations live={live} />
      ) : (
        <>
          <Sentence announce={sentence}>{sentence}</Sentence>
          <ul className={styles.list}>
            {items.map(summary => (
              <li key={summary.migration.id}>
                <MigrationCard summary={summary} list={list} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
