import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { useWindow } from '../url/useWindow';
import { useT } from './useT';

/** Chooses the window of the metrics: 7, 30 or 90 days. It is in the URL. */
export function WindowSelect() {
  const t = useT();
  const [days, setDays] = useWindow();
  return (
    <ToggleButtonGroup
      aria-label={t('common.window')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[String(days)]}
      onSelectionChange={keys => {
        const [key] = [...keys];
        if (key === '7') setDays(7);
        if (key === '30') setDays(30);
        if (key === '90') setDays(90);
      }}
    >
      <ToggleButton id="7">{t('common.days7')}</ToggleButton>
      <ToggleButton id="30">{t('common.days30')}</ToggleButton>
      <ToggleButton id="90">{t('common.days90')}</ToggleButton>
    </ToggleButtonGroup>
  );
}
