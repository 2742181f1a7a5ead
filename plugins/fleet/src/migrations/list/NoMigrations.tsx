import { RiRouteLine } from '@remixicon/react';
import { CodeBlock } from '../../components/CodeBlock';
import { StateBox } from '../../components/StateBox';
import { useT } from '../../components/useT';

/** Nothing is defined yet: what a migration is, and the lines that define the first. */
export function NoMigrations({ live }: { live: boolean }) {
  const t = useT();
  if (!live) {
    return (
      <StateBox icon={<RiRouteLine />} title={t('migrations.empty.past')} />
    );
  }
  const now = new Date();
  const firstOfMonth = (years: number) =>
    new Date(Date.UTC(now.getUTCFullYear() + years, now.getUTCMonth(), 1))
      .toISOString()
      .slice(0, 10);
  return (
    <StateBox icon={<RiRouteLine />} title={t('migrations.empty.title')}>
      <p>{t('migrations.empty.lead')}</p>
      <p>{t('migrations.empty.steps')}</p>
      <CodeBlock
        text={t('migrations.empty.config', {
          start: firstOfMonth(0),
          target: firstOfMonth(1),
        })}
        copyLabel={t('migrations.empty.copy')}
      />
      <p>{t('migrations.empty.templates')}</p>
    </StateBox>
  );
}
