import type { ReactNode } from 'react';
import type { Answer } from '../data/useFleetQuery';
import { ErrorState, KeptNotice } from './ErrorState';
import { Waiting } from './Waiting';
import styles from './AnswerView.module.css';

/** Shows an answer in whichever state it is: not there yet, there, there but not refreshed, or failed. */
export function AnswerView<T>(props: {
  answer: Answer<T>;
  /** What is being waited for, in a sentence. */
  waiting: string;
  /** Keeps the shape of what comes. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { answer, waiting, skeleton, children } = props;
  if (answer.data === undefined) {
    if (answer.error) {
      return <ErrorState error={answer.error} again={answer.again} />;
    }
    return (
      <div className={styles.stack} aria-busy="true">
        <Waiting what={waiting} />
        {skeleton}
      </div>
    );
  }
  return (
    <div className={styles.stack} aria-busy={answer.isPrevious}>
      {answer.error && (
        <KeptNotice
          error={answer.error}
          keptFrom={answer.dataAt}
          again={answer.again}
        />
      )}
      {children(answer.data)}
    </div>
  );
}
