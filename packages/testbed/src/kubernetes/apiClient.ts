import { Agent, request as httpsRequest } from 'node:https';

/** One request to an API server. */
export interface ApiRequest {
  /** GET by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** `application/json` by default. */
  contentType?: string;
  /** Bearer token; by default the administrator's. */
  token?: string;
  /** Milliseconds; 30 seconds by default. */
  timeoutMs?: number;
}

/** What an API server answered. */
export interface ApiResponse {
  status: number;
  text: string;
}

/** Talks to an API server, without any library between. */
export interface ApiClient {
  /** Gives the answer, whatever its status. */
  send(request: ApiRequest): Promise<ApiResponse>;
  /** Gives the parsed body of an answer below 300, and throws {@link ApiError} for others. */
  json<T>(request: ApiRequest): Promise<T>;
  /** Closes idle connections. */
  close(): void;
}

/** An answer that is not what was asked for. */
export class ApiError extends Error {
  name = 'ApiError';

  constructor(readonly request: ApiRequest, readonly response: ApiResponse) {
    super(
      `${request.method ?? 'GET'} ${request.path} answered ${
        response.status
      }: ${response.text.slice(0, 500)}`,
    );
  }
}

/** Makes a client for the API server on a loopback port. */
export function createApiClient(options: {
  port: number;
  caPem: string;
  token: string;
}): ApiClient {
  const { port, caPem, token: adminToken } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca: caPem });

  const send = (wanted: ApiRequest): Promise<ApiResponse> => {
    const {
      method = 'GET',
      path,
      body,
      contentType,
      timeoutMs = 30_000,
    } = wanted;
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: '127.0.0.1',
          port,
          agent,
          method,
          path,
          timeout: timeoutMs,
          headers: {
            authorization: `Bearer ${wanted.token ?? adminToken}`,
            'content-type': contentType ?? 'application/json',
            accept: 'application/json',
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      request.on('timeout', () =>
        request.destroy(
          new Error(`${method} ${path}: no answer for ${timeoutMs} ms`),
        ),
      );
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };

  return {
    send,
    async json<T>(wanted: ApiRequest): Promise<T> {
      const response = await send(wanted);
      if (response.status >= 300) {
        throw new ApiError(wanted, response);
      }
      return JSON.parse(response.text) as T;
    },
    close: () => agent.destroy(),
  };
}
