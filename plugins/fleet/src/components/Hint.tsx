import { Tooltip, TooltipTrigger } from '@backstage/ui';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import styles from './Hint.module.css';

/**
 * Says more about its content on hover and on focus. The tooltip exists only while it is open, so that a table may hold hundreds.
 */
export function Hint(props: {
  /** What is said; nothing is shown if it is empty. */
  text: ReactNode;
  children: ReactNode;
  /** Dotted underline: "there is a definition here". */
  underline?: boolean;
  /** Not a stop of the Tab key by itself, because what it holds can be focused. */
  passive?: boolean;
  className?: string;
}) {
  const { text, children, underline = false, passive = false } = props;
  const ref = useRef<HTMLSpanElement>(null);
  const id = useId();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (!open) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpen(false);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open]);

  if (!text) return <>{children}</>;
  const className = [
    styles.hint,
    underline ? styles.underline : '',
    props.className ?? '',
  ].join(' ');
  return (
    <span
      ref={ref}
      className={className}
      // A definition that only a mouse can reach would be none for those who use the keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={passive ? undefined : 0}
      aria-describedby={open ? id : undefined}
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
    >
      {children}
      {open && (
        <TooltipTrigger isOpen onOpenChange={setOpen}>
          <Tooltip triggerRef={ref} placement="top" className={styles.tooltip}>
            <span id={id}>{text}</span>
          </Tooltip>
        </TooltipTrigger>
      )}
    </span>
  );
}
