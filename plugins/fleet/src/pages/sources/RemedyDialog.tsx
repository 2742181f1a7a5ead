import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import type { Unmatched } from '@landfall/backstage-plugin-fleet-common';
import { CodeBlock } from '../../components/CodeBlock';
import { useT } from '../../components/useT';

/** Why a workload belongs nowhere, and the text that would mend it, ready to copy. */
export function RemedyDialog({
  workload,
  onClose,
}: {
  /** Undefined when it is not in the list any more. */
  workload: Unmatched | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const name = workload ? `${workload.namespace}/${workload.workload}` : '';
  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width="min(640px, calc(100vw - 32px))"
    >
      <DialogHeader>
        {t('sources.unmatched.dialogTitle', { workload: name })}
      </DialogHeader>
      <DialogBody>
        {workload ? (
          <>
            <p>
              {t(`sources.unmatched.explain.${workload.reason}`, {
                candidates: workload.candidates.join(', '),
              })}
            </p>
            <CodeBlock
              text={workload.remedy}
              copyLabel={t('sources.unmatched.copy', { workload: name })}
            />
          </>
        ) : (
          <p>{t('sources.unmatched.notHere')}</p>
        )}
      </DialogBody>
    </Dialog>
  );
}
