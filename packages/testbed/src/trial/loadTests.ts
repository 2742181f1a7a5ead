/** The pipeline of the trial, which reports load tests to the portal as any CI does. */
import { randomUUID } from 'node:crypto';
import { PlainResponse, sendRequest } from '../network/request';
import { waitFor } from '../processes/wait';

/** Reports load tests. */
export interface LoadTests {
  /**
   * Reports that a service has passed one.
   *
   * @throws Error when the portal refuses it, or does not answer for long
   */
  report(options: { service: string; peakRate: number }): Promise<void>;
}

/** What the portal has to know to let the pipeline in: it may report tests, and nothing else. */
export function loadTestAccess(token: string) {
  return {
    type: 'static',
    options: { token, subject: 'ci' },
    accessRestrictions: [
      { plugin: 'fleet', permission: 'fleet.validation.report' },
    ],
  };
}

// The portal starts beside the move, and may have to read its catalog first.
const timeoutMs = 180_000;

/** Whether asking again may help: the portal does not know the service yet, or is starting. */
const isEarly = ({ status }: PlainResponse) => status === 404 || status >= 500;

/** Reports to the portal at an address. */
export function createLoadTests(options: {
  /** Of its backend. */
  url: string;
  token: string;
  /** Ends waiting for it. */
  signal: AbortSignal;
}): LoadTests {
  const { url, token, signal } = options;
  return {
    async report({ service, peakRate }) {
      const body = JSON.stringify({
        service: `component:default/${service}`,
        rule: 'load_test',
        result: 'met',
        run: `load-test-${randomUUID()}`,
        at: new Date().toISOString(),
        peakRate,
        durationSeconds: 600,
      });
      let last = 'nobody listens';
      await waitFor({
        what: `the portal to take the load test of ${service}`,
        timeoutMs,
        everyMs: 1_000,
        look: async () => {
          if (signal.aborted) {
            return true;
          }
          const answer = await sendRequest({
            url: `${url}/api/fleet/validations`,
            method: 'POST',
            headers: {
              Authorization: `Bearer ${token}`,
              'Content-Type': 'application/json',
            },
            body,
          })
            // It does not listen yet.
            .catch(() => undefined);
          last = answer ? `${answer.status} ${answer.text}` : last;
          if (!answer || isEarly(answer)) {
            return undefined;
          }
          if (answer.status !== 200) {
            throw new Error(`The portal refused a load test: ${last}`);
          }
          return true;
        },
        describe: () => last,
      });
    },
  };
}
