import { Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { offeredWindows, useChoices } from '../data/useFleetQuery';
import { useWindow } from '../url/useWindow';
import { useT } from './useT';

/** More than so many do not fit beside each other on a telephone. */
const MOST_BUTTONS = 3;

/** Chooses the window of the metrics among those that an administrator chose. It is in the URL. */
export function WindowSelect() {
  const t = useT();
  const [named, setDays] = useWindow();
  const windows = offeredWindows(useChoices());
  if (!windows) return null;
  const shown =
    named !== undefined && windows.days.includes(named) ? named : windows.first;
  const options = windows.days.map(days => ({
    value: String(days),
    label: t('common.windowDays', { count: days }),
  }));
  if (options.length > MOST_BUTTONS) {
    return (
      <Select
        aria-label={t('common.window')}
        size="small"
        options={options}
        value={String(shown)}
        onChange={key => setDays(Number(key))}
      />
    );
  }
  return (
    <ToggleButtonGroup
      aria-label={t('common.window')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[String(shown)]}
      onSelectionChange={keys => {
        for (const key of keys) setDays(Number(key));
      }}
    >
      {options.map(({ value, label }) => (
        <ToggleButton key={value} id={value}>
          {label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
