/**
 * Where systems tell by themselves. Whoever comes without the secret of the receiver learns nothing; nothing is answered with success before it is durable.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import express, {
  type NextFunction,
  type Request,
  type Response,
  type Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import type { Clock } from '../source';
import { redactError } from '../values/redact';
import {
  MalformedMessageError,
  NotAllowedMessageError,
  type ReceivedMessage,
  type WebhookReceiver,
  type WebhookSink,
} from './receiver';

const MOST_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = 30;
/** No answer lists more. */
const MOST_LEFT = 20;

/** What the routes of receivers need. @public */
export interface WebhookRouterOptions<Fact> {
  /** Who takes messages, and where what they tell goes. */
  receivers: readonly {
    receiver: WebhookReceiver<Fact>;
    sink: WebhookSink<Fact>;
  }[];
  /** The time of messages. */
  clock: Clock;
  /** Told of what could not be recorded. */
  logger: LoggerService;
}

/**
 * The routes of receivers, `/webhooks…`, to be mounted without a login: each receiver asks for its own secret. What lies beside them under the same first part of the path is
 * answered 404; all else is left to other routers.
 *
 * 200 recorded · 202 nothing to record, with the reason · 400 malformed, with the place · 401 wrong secret · 403 not allowed to tell that · 413 larger
 * than 1 MB · 503 could not be recorded, try again.
 *
 * @public
 */
export function createWebhookRouter<Fact>(
  options: WebhookRouterOptions<Fact>,
): Router {
  const router = PromiseRouter();
  const readBody = express.raw({ limit: MOST_BYTES, type: () => true });
  for (const { receiver, sink } of options.receivers) {
    router.post(
      `/webhooks${receiver.path}`,
      (request, response, next) => {
        if (receiver.admits(request.headers)) next();
        else refuse(response);
      },
      readBody,
      (request, response) =>
        take(request, response, { ...options, receiver, sink }),
    );
  }
  for (const kind of new Set(
    options.receivers.map(({ receiver }) => receiver.path.split('/')[1]),
  )) {
    router.use(`/webhooks/${kind}`, (_request, response) => {
      say(response, 404, 'There is no such receiver, or it takes only POST.');
    });
  }
  router.use('/webhooks', bodyTrouble);
  return router;
}

async function take<Fact>(
  request: Request,
  response: Response,
  {
    receiver,
    sink,
    clock,
    logger,
  }: Pick<WebhookRouterOptions<Fact>, 'clock' | 'logger'> & {
    receiver: WebhookReceiver<Fact>;
    sink: WebhookSink<Fact>;
  },
): Promise<void> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!receiver.trusts(body, request.headers)) {
    refuse(response);
    return;
  }
  let received: ReceivedMessage<Fact>;
  try {
    received = receiver.read(parse(body), clock.now());
  } catch (error) {
    if (error instanceof MalformedMessageError) {
      say(response, 400, error.message);
      return;
    }
    if (error instanceof NotAllowedMessageError) {
      say(response, 403, error.message);
      return;
    }
    throw error;
  }
  const { facts, left } = received;
  if (facts.length === 0) {
    answer(response, 202, 0, left);
    return;
  }
  try {
    const { refused } = await sink.record(receiver.scope, facts);
    const all = [...left, ...refused];
    const recorded = Math.max(0, facts.length - refused.length);
    answer(response, recorded > 0 ? 200 : 202, recorded, all);
  } catch (error) {
    logger.warn(
      `What came to ${receiver.path} could not be recorded: ${redactError(
        error,
      )}`,
    );
    response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
    say(response, 503, 'It could not be recorded. Send it again.');
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // What the parser says quotes the text.
    throw new MalformedMessageError('The body is no JSON.');
  }
}

function answer(
  response: Response,
  status: number,
  recorded: number,
  left: ReceivedMessage<unknown>['left'],
): void {
  response.status(status).json({
    recorded,
    left: left.slice(0, MOST_LEFT).map(({ key, reason }) => ({ key, reason })),
    ...(left.length > MOST_LEFT && { more: left.length - MOST_LEFT }),
  });
}

function refuse(response: Response): void {
  response.setHeader('WWW-Authenticate', 'Bearer');
  say(response, 401, 'The secret is missing or wrong.');
}

function say(response: Response, status: number, message: string): void {
  response.status(status).json({ error: { message } });
}

/** What the body parser found: too much, or something that it cannot read. */
function bodyTrouble(
  error: { status?: unknown } | undefined,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  const status = error?.status;
  if (typeof status !== 'number' || status < 400 || status >= 500) {
    next(error);
    return;
  }
  // What is left of the body is not read.
  response.setHeader('Connection', 'close');
  say(
    response,
    status,
    status === 413
      ? `The body is larger than ${MOST_BYTES} bytes; send less at once.`
      : 'The body cannot be read.',
  );
}
