/** Requests to one Alertmanager, API version 2. Every request has a time limit and a size limit. */
import { HttpClient, SourceError } from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import type { AlertmanagerConfig, ServerPlace } from '../config/types';
import { alertSchema } from './alert';

const MOST_BYTES = 32 * 1024 * 1024;
const MOST_ALERTS = 10_000;

const activeAlertSchema = alertSchema.extend({
  updatedAt: z.string(),
  status: z.object({
    inhibitedBy: z.array(z.string()),
    silencedBy: z.array(z.string()),
  }),
});
/** An alert that has not ended, with its status. */
export type ActiveAlert = z.output<typeof activeAlertSchema>;

const silenceSchema = z.object({ id: z.string(), startsAt: z.string() });

/** What the server has, as far as it can be read. */
export interface Listed<T> {
  items: T[];
  /** How many could not be read. */
  unreadable: number;
}

/** See the top of the file. */
export class AlertmanagerApi {
  private readonly http: HttpClient;
  private readonly server: string;

  constructor(
    private readonly config: Pick<AlertmanagerConfig, 'name' | 'path'> & {
      server: ServerPlace;
    },
    private readonly signal: AbortSignal,
  ) {
    this.server = `Alertmanager ${config.name}`;
    this.http = new HttpClient({
      server: this.server,
      place: config.path,
      url: config.server.url,
      access: config.server.access,
      timeoutMs: config.server.timeoutSeconds * 1_000,
      maxBytes: MOST_BYTES,
    });
  }

  /** Alerts that fire, silenced and inhibited ones among them. @throws SourceError */
  alerts(): Promise<Listed<ActiveAlert>> {
    return this.list('/api/v2/alerts', activeAlertSchema);
  }

  /** Silences, those that have expired not long ago among them. @throws SourceError */
  silences(): Promise<Listed<z.output<typeof silenceSchema>>> {
    return this.list('/api/v2/silences', silenceSchema);
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private async list<T>(
    path: string,
    schema: z.ZodType<T>,
  ): Promise<Listed<T>> {
    const { status, text } = await this.http.send({
      method: 'GET',
      path,
      signal: this.signal,
    });
    const answer = status === 200 ? parse(text) : undefined;
    if (!Array.isArray(answer)) {
      throw new SourceError(
        `${this.server} answers ${path} with status ${status}, and no list`,
        {
          fix: `Check that ${this.config.path}.url is the address of an Alertmanager with API version 2. It is tried again by itself.`,
        },
      );
    }
    if (answer.length > MOST_ALERTS) {
      throw new SourceError(
        `${this.server} answers ${path} with ${answer.length} entries; at most ${MOST_ALERTS} are taken`,
        { fix: `Group what fires in such numbers into fewer alerts.` },
      );
    }
    const items = answer.flatMap(item => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    });
    return { items, unreadable: answer.length - items.length };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told by who asked: it is no list.
    return undefined;
  }
}
