import { Button } from '@backstage/ui';
import {
  RiErrorWarningFill,
  RiLockLine,
  RiQuestionLine,
} from '@remixicon/react';
import { useNow } from '../format/now';
import { formatRelative } from '../format/times';
import { failureKind, failureText } from './errors';
import { StateBox } from './StateBox';
import { useT } from './useT';

/** An answer that did not come and nothing to show instead: what happened, what still holds, try again. */
export function ErrorState({
  error,
  again,
}: {
  error: Error;
  again: () => void;
}) {
  const t = useT();
  const kind = failureKind(error);
  if (kind === 'forbidden') {
    return (
      <StateBox
        icon={<RiLockLine />}
        title={t('states.error.forbiddenTitle')}
        role="alert"
      >
        <p>{failureText(error)}</p>
        <p>{t('states.error.forbidden')}</p>
      </StateBox>
    );
  }
  if (kind === 'notFound') {
    return (
      <StateBox
        icon={<RiQuestionLine />}
        title={t('states.error.notFoundTitle')}
        role="alert"
      >
        <p>{failureText(error)}</p>
      </StateBox>
    );
  }
  return (
    <StateBox
      icon={<RiErrorWarningFill />}
      tone="bad"
      title={t('states.error.title')}
      role="alert"
      action={
        <Button size="small" variant="secondary" onPress={again}>
          {t('states.error.again')}
        </Button>
      }
    >
      <p>
        {kind === 'unreachable'
          ? t('states.error.unreachable')
          : failureText(error)}
      </p>
      <p>{t('states.error.nothingKept')}</p>
    </StateBox>
  );
}

/** A refetch that failed while an older answer is on the screen. */
export function KeptNotice({
  error,
  keptFrom,
  again,
}: {
  error: Error;
  /** When what is shown came, in milliseconds since the epoch. */
  keptFrom: number;
  again: () => void;
}) {
  const t = useT();
  const now = useNow(10_000);
  return (
    <StateBox
      icon={<RiErrorWarningFill />}
      tone="warn"
      compact
      role="alert"
      title={
        failureKind(error) === 'unreachable'
          ? t('states.error.unreachable')
          : failureText(error)
      }
      action={
        <Button size="small" variant="secondary" onPress={again}>
          {t('states.error.again')}
        </Button>
      }
    >
      <p>
        {t('states.error.kept', {
          ago: formatRelative(t, new Date(keptFrom).toISOString(), now),
        })}
      </p>
    </StateBox>
  );
}
