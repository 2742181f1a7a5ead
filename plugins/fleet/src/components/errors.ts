import { ResponseError } from '@backstage/errors';

/** What kind of failure it was, as far as the person who looks can do something about it. */
export type FailureKind = 'forbidden' | 'notFound' | 'unreachable' | 'other';

/** Sorts a failure of the API's client. */
export function failureKind(error: Error): FailureKind {
  if (error instanceof ResponseError) {
    if (error.statusCode === 401 || error.statusCode === 403)
      return 'forbidden';
    if (error.statusCode === 404) return 'notFound';
    return 'other';
  }
  return error instanceof TypeError ? 'unreachable' : 'other';
}

/** The sentence that the backend gave, or the error's own where something before the backend answered in its stead. */
export function failureText(error: Error): string {
  if (!(error instanceof ResponseError)) return error.message;
  const { message } = error.cause;
  // Then the cause is the whole answer, a page perhaps.
  const isSentence = message && !message.startsWith('Request failed with');
  return isSentence ? message : error.message;
}
