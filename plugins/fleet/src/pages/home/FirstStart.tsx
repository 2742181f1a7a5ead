import { Link } from '@backstage/ui';
import type { SourceStatus } from '@landfall/backstage-plugin-fleet-common';
import { RiHourglassLine, RiPlugLine } from '@remixicon/react';
import { CodeBlock } from '../../components/CodeBlock';
import { FreshnessMark } from '../../components/marks';
import { useFleetPaths } from '../../components/paths';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';
import { useSources } from '../../data/useFleetQuery';
import styles from './FirstStart.module.css';

/** Nothing to show yet: either no source is connected, and how to connect one, or the first look is on its way. */
export function FirstStart() {
  const sources = useSources();
  const connected = sources.data?.items.filter(one => one.scopes.length > 0);
  return connected && connected.length > 0 ? (
    <FirstLook sources={connected} />
  ) : (
    <Connect />
  );
}

function FirstLook({ sources }: { sources: SourceStatus[] }) {
  const t = useT();
  const paths = useFleetPaths();
  const scopes = sources.flatMap(source => source.scopes);
  const seen = scopes.every(scope => scope.lastSuccess !== null);
  return (
    <StateBox
      icon={<RiHourglassLine />}
      title={t('states.start.reading')}
      action={<Link href={paths.sources}>{t('states.start.sources')}</Link>}
    >
      <p>
        {seen ? t('states.start.readingNone') : t('states.start.readingBody')}
      </p>
      <ul className={styles.scopes}>
        {scopes.map(scope => (
          <li key={scope.scope} className={styles.scope}>
            {scope.scope} <FreshnessMark state={scope.state} />
          </li>
        ))}
      </ul>
    </StateBox>
  );
}

/** What to connect in three steps, and the demo one line away. */
function Connect() {
  const t = useT();
  const paths = useFleetPaths();
  return (
    <StateBox
      icon={<RiPlugLine />}
      title={t('states.start.title')}
      action={<Link href={paths.sources}>{t('states.start.sources')}</Link>}
    >
      <p>{t('states.start.lead')}</p>
      <ol>
        <li>{t('states.start.step1')}</li>
        <li>{t('states.start.step2')}</li>
        <li>{t('states.start.step3')}</li>
      </ol>
      <p>{t('states.start.demo')}</p>
      <CodeBlock text={t('states.start.demoConfig')} />
    </StateBox>
  );
}
