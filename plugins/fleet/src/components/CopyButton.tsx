import { Button } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useT } from './useT';

/** Copies a text, and says whether that worked. */
export function CopyButton({
  text,
  label,
  word,
}: {
  text: string;
  label?: string;
  /** What the button says, where "Copy" alone would not do. */
  word?: string;
}) {
  const t = useT();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 3000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Without permission or on a page without TLS there is no clipboard; the button says so.
      setState('failed');
    }
  };
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        aria-label={label}
        iconStart={state === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={() => void copy()}
      >
        {state === 'copied' ? t('common.copied') : word ?? t('common.copy')}
      </Button>
      <span role="status">
        {state === 'failed' ? t('common.copyFailed') : ''}
      </span>
    </>
  );
}
