import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { CodeBlock } from '../../components/CodeBlock';
import { useT } from '../../components/useT';
import { reportCommand } from './reportCommand';
import styles from './HowToReport.module.css';

/** How CI reports a test, ready to copy; closed until somebody wants to know. */
export function HowToReport(props: {
  service: string;
  rule: 'load_test' | 'stress_test';
  peakRate: number | undefined;
}) {
  const t = useT();
  const discovery = useApi(discoveryApiRef);
  const { data: baseUrl } = useQuery({
    queryKey: ['base url'],
    queryFn: () => discovery.getBaseUrl('fleet'),
    staleTime: Infinity,
  });
  if (!baseUrl) return null;
  return (
    <details className={styles.how}>
      <summary>{t('migration.validation.how')}</summary>
      <p className={styles.text}>{t('migration.validation.howText')}</p>
      <CodeBlock
        text={reportCommand({ ...props, baseUrl })}
        copyLabel={t('migration.validation.copyLabel', {
          rule: t(`migration.validation.rule.${props.rule}`),
        })}
      />
    </details>
  );
}
