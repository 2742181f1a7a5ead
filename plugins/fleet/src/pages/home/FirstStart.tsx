import { Link } from '@backstage/ui';
import { RiPlugLine } from '@remixicon/react';
import { CodeBlock } from '../../components/CodeBlock';
import { useFleetPaths } from '../../components/paths';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';

/** First start without data: what to connect in three steps, and the demo one line away. */
export function FirstStart() {
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
