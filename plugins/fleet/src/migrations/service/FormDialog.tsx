import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import {
  useEffect,
  useId,
  useRef,
  type FormEvent,
  type ReactNode,
} from 'react';
import { failureKind, failureText } from '../../components/errors';
import { useT } from '../../components/useT';
import styles from './FormDialog.module.css';

/** A form over the page: closed only by its buttons, by Escape or once it is saved; what is typed stays when saving fails. */
export function FormDialog(props: {
  title: string;
  lead: string;
  isSending: boolean;
  error: Error | null;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useT();
  const id = useId();
  const { title, lead, isSending, error, onSend, onClose, children } = props;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusFirst(form.current, 'input, select, textarea'), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    onSend();
    // What is wrong is marked by then; whoever types goes on there.
    requestAnimationFrame(() =>
      focusFirst(form.current, '[aria-invalid=true]'),
    );
  };
  return (
    <Dialog
      isOpen
      isKeyboardDismissDisabled={isSending}
      onOpenChange={isOpen => !isOpen && !isSending && onClose()}
      width="min(560px, calc(100vw - 24px))"
    >
      <DialogHeader>{title}</DialogHeader>
      <DialogBody className={styles.body}>
        <form
          ref={form}
          id={id}
          className={styles.form}
          onSubmit={submit}
          noValidate
        >
          <p className={styles.lead}>{lead}</p>
          <fieldset disabled={isSending} className={styles.fields}>
            {children}
          </fieldset>
          <div role="alert" className={styles.error}>
            {error &&
              (failureKind(error) === 'unreachable'
                ? t('migration.acts.unreachable')
                : t('migration.acts.failed', { reason: failureText(error) }))}
          </div>
        </form>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" isDisabled={isSending} onPress={onClose}>
          {t('migration.acts.cancel')}
        </Button>
        <Button variant="primary" type="submit" form={id} isPending={isSending}>
          {isSending ? t('migration.acts.sending') : t('migration.acts.send')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function focusFirst(form: HTMLElement | null, selector: string): void {
  form?.querySelector<HTMLElement>(selector)?.focus();
}
