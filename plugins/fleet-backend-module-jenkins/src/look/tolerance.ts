/** What of a look may fail without the rest. */
import { HttpError } from '@landfall/backstage-plugin-fleet-node';
import { JenkinsError } from '../client/jenkinsError';

/** So many jobs in a row that are not answered: then it is not the jobs. Where others were answered before, it may be. */
const MOST_BROKEN = 3;
const MOST_BROKEN_AMONG_OTHERS = 20;

/** Tells what concerns one job from what concerns whoever answers. */
export class Tolerance {
  /** Jobs in a row that were not answered. */
  private broken = 0;
  /** Whether anything was answered. */
  private isAnswered = false;

  /** Does what may fail without the rest. Gives what is wrong. @throws what tells that the rest will fail as well */
  async of(
    work: () => Promise<void>,
    options: {
      /** Whether the server of the instance is asked, and not another. */
      isOwn: boolean;
    },
  ): Promise<JenkinsError | HttpError | undefined> {
    const { isOwn } = options;
    try {
      await work();
      this.broken = 0;
      this.isAnswered = true;
      return undefined;
    } catch (error) {
      if (!isLocal(error) && (isOwn || !isOfServer(error))) throw error;
      if (isBroken(error)) {
        this.broken += 1;
        const most = this.isAnswered ? MOST_BROKEN_AMONG_OTHERS : MOST_BROKEN;
        if (this.broken >= most && isOwn) throw error;
      } else {
        this.broken = 0;
      }
      return error;
    }
  }
}

/** Whether an error is of what was asked for, and not of whoever answers. */
function isLocal(error: unknown): error is JenkinsError | HttpError {
  return error instanceof JenkinsError
    ? ['forbidden', 'missing', 'broken'].includes(error.refusal)
    : error instanceof HttpError &&
        ['timeout', 'too_large'].includes(error.kind);
}

/** Whether an error is of a server: of another than the instance's own it concerns only what is there. */
function isOfServer(error: unknown): error is JenkinsError | HttpError {
  return error instanceof JenkinsError || error instanceof HttpError;
}

function isBroken(error: JenkinsError | HttpError): boolean {
  return error instanceof JenkinsError
    ? error.refusal === 'broken'
    : error.kind === 'timeout';
}
