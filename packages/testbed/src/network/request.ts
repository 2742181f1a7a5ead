import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** One request, on a connection of its own. */
export interface PlainRequest {
  url: string;
  /** GET by default. */
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Certificate of the authority to trust, instead of those that the machine trusts. */
  caPem?: string;
  /** Milliseconds without a byte; 30 seconds by default. */
  timeoutMs?: number;
}

/** What was answered, whatever the status. */
export interface PlainResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/**
 * Sends a request without any library between, and without keeping the connection: a server that was restarted meanwhile is noticed by nobody.
 *
 * @throws Error when there is no answer
 */
export function sendRequest(options: PlainRequest): Promise<PlainResponse> {
  const {
    url,
    method = 'GET',
    headers,
    body,
    caPem: ca,
    timeoutMs = 30_000,
  } = options;
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      { method, headers, ca, agent: false, timeout: timeoutMs },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    request.on('timeout', () =>
      request.destroy(
        new Error(`${method} ${url}: no answer for ${timeoutMs} ms`),
      ),
    );
    request.on('error', reject);
    request.end(body);
  });
}
