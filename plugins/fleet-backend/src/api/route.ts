import { InputError } from '@backstage/errors';
import {
  routes,
  type RouteName,
} from '@landfall/backstage-plugin-fleet-common';
import express, { type Request, type Router } from 'express';
import type { z } from 'zod';
import type { Visibility } from '../permissions/visibility';
import type { Access, Caller, Reads } from './access';
import { refusalOf, refusalOfBody } from './sentences';

type Contract<N extends RouteName> = (typeof routes)[N];

/** The largest is a definition that declares ten thousand moves. */
const BODY_LIMIT = '2mb';

/** What a route that changes something takes. */
type Body<N extends RouteName> = Contract<N> extends {
  body: infer B extends z.ZodType;
}
  ? z.output<B>
  : undefined;

/** What a handler is given: the request as the contract says, with its defaults, and what the caller may see. */
export interface RouteRequest<N extends RouteName> {
  params: z.output<Contract<N>['params']>;
  query: z.output<Contract<N>['query']>;
  body: Body<N>;
  visibility: Visibility;
  /** Whoever changes something is asked for the permission to do so by the handler, which knows what it is about. */
  caller: Caller;
  /** As it came, for the audit log. */
  request: Request;
}

/** Answers a request, as the contract says. */
type RouteHandler<N extends RouteName> = (
  request: RouteRequest<N>,
) => Promise<z.input<Contract<N>['response']>>;

/** Adds a route of the contract to a router. */
export type AddRoute = <N extends RouteName>(
  router: Router,
  name: N,
  options: { reads: Reads; handler: RouteHandler<N> },
) => void;

/**
 * Makes the one way in which routes come about: parse by the contract, authorise, call the handler, answer. A handler computes
 * nothing about access and cannot forget it.
 */
export function createAddRoute(options: {
  access: Access;
  /** Also checks every answer against the contract; for tests and development, as it takes time. */
  checkResponses: boolean;
}): AddRoute {
  return (router, name, { reads, handler }) => {
    const { method, path } = routes[name];
    const handlers: express.RequestHandler[] = [
      async (req, res) => {
        const { visibility, caller } = await options.access.authorize(
          req,
          reads,
        );
        const answer = await handler({
          ...parseRequest(name, req),
          visibility,
          caller,
          request: req,
        });
        if (options.checkResponses) checkResponse(name, answer);
        const route = routes[name];
        if ('produces' in route) {
          // A browser that is sent here saves it under a name of its own.
          res.type(route.produces).attachment(`${req.params.id}.csv`);
          res.send(answer);
        } else {
          res.json(answer);
        }
      },
    ];
    if ('body' in routes[name]) {
      handlers.unshift(express.json({ limit: BODY_LIMIT }));
    }
    router[method](path.replace(/\{(\w+)\}/g, ':$1'), ...handlers);
  };
}

function parseRequest<N extends RouteName>(
  name: N,
  req: Request,
): Omit<RouteRequest<N>, 'visibility' | 'caller' | 'request'> {
  const { params, query } = routes[name];
  return {
    params: parse(params, req.params) as RouteRequest<N>['params'],
    query: parse(query, readQuery(req)) as RouteRequest<N>['query'],
    body: parseBody(name, req) as RouteRequest<N>['body'],
  };
}

function parseBody(name: RouteName, req: Request): unknown {
  const route = routes[name];
  if (!('body' in route)) return undefined;
  if (!req.is('application/json')) {
    throw new InputError(
      'This route takes a JSON body; send it with the header Content-Type: application/json.',
    );
  }
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(req.body))) {
    throw new InputError('The body must not have a NUL character.');
  }
  const parsed = route.body.safeParse(req.body);
  if (parsed.success) return parsed.data;
  throw new InputError(refusalOfBody(parsed.error));
}

function parse(schema: z.ZodObject, value: object): unknown {
  for (const [name, text] of Object.entries(value)) {
    // PostgreSQL keeps no such text, so it could match nothing.
    if (String(text).includes('\0')) {
      throw new InputError(
        `The parameter "${name}" must not have a NUL character.`,
      );
    }
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(refusalOf(parsed.error, Object.keys(schema.shape)));
}

/** A parameter that is given once is a text, one given several times a list; nothing nests. */
function readQuery(req: Request): Record<string, string | string[]> {
  const search = new URL(req.originalUrl, 'http://localhost').searchParams;
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}

function checkResponse(name: RouteName, answer: unknown): void {
  const parsed = routes[name].response.safeParse(answer);
  if (parsed.success) return;
  const { path, message } = parsed.error.issues[0];
  throw new Error(
    `The answer of ${name} breaks the contract at ${path.join(
      '.',
    )}: ${message}`,
    { cause: parsed.error },
  );
}
