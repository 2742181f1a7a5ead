import { VisuallyHidden } from '@backstage/ui';
import { Hint } from './Hint';
import { useT } from './useT';

/** A dash where something is missing, with the reason on hover and focus: missing is not zero. */
export function Missing({ reason }: { reason: string }) {
  const t = useT();
  return (
    <Hint text={reason}>
      <span aria-hidden="true">{t('common.none')}</span>
      <VisuallyHidden>{reason}</VisuallyHidden>
    </Hint>
  );
}
